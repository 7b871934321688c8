#if Server
import Foundation
import Testing

@testable import KindredServer

/// The files of the console as they are sent.
@Suite struct ConsoleTests {
    @Test(arguments: ["/dashboard", "/dashboard/", "/dashboard/index.html"])
    func thePageIsThere(_ path: String) throws {
        let reply = try #require(Console.reply(path: path))
        #expect(reply.status == 200)
        #expect(header("content-type", reply) == "text/html; charset=utf-8")
        #expect(String(decoding: reply.body, as: UTF8.self).hasPrefix("<!DOCTYPE html>"))
    }

    @Test(arguments: ["/", "/dashboards", "/dashboard/none.js", "/dashboard/../index.html", "/dashboard//index.html", "/dashboard/index.html/"])
    func otherAddressesAreNotThere(_ path: String) {
        #expect(Console.reply(path: path) == nil)
    }

    @Test func whatTheBrowserHasIsNotSentAgain() throws {
        let tag = try #require(Console.reply(path: "/dashboard/console.js").flatMap { header("etag", $0) })
        for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let reply = try #require(Console.reply(path: "/dashboard/console.js", ifNoneMatch: known))
            #expect(reply.status == 304 && reply.body.isEmpty)
            #expect(header("etag", reply) == tag)
        }
        #expect(Console.reply(path: "/dashboard/console.css", ifNoneMatch: tag)?.status == 200)
    }

    /// The policy forbids scripts and styles inside the page; so there must be none.
    @Test func thePageKeepsItsOwnPolicy() throws {
        for name in Console.names {
            let reply = try #require(Console.reply(path: "/dashboard/\(name)"))
            let policy = try #require(header("content-security-policy", reply))
            #expect(!policy.contains("unsafe"))
            let text = String(decoding: reply.body, as: UTF8.self)
            for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "<style", "style=\"", "javascript:", "onclick="] {
                #expect(!text.contains(word), "\(name) holds \(word)")
            }
        }
    }

    /// Nothing is asked of another host: the only address with a scheme is the name of SVG.
    @Test func nothingIsLoadedFromElsewhere() throws {
        for name in Console.names {
            let text = String(decoding: try #require(Console.reply(path: "/dashboard/\(name)")).body, as: UTF8.self)
            let foreign = text.components(separatedBy: "http").dropFirst().filter { $0.hasPrefix("://") || $0.hasPrefix("s://") }
            #expect(foreign.allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg") }, "\(name)")
        }
    }

    private func header(_ name: String, _ reply: Console.Reply) -> String? { reply.headers.first { $0.name == name }?.value }
}
#endif
