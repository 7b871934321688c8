#if Server
import Crypto
import Foundation
import KindredService
import Testing

@testable import KindredServer

@Suite struct TokenTests {
    private static let unknown = Access.Refusal.unauthenticated("Invalid API key or JWT")
    private let access = Access(apiKey: "full", readOnlyAPIKey: "read", acceptsTokens: true)

    private func caller(_ claims: String, key: String = "full", at seconds: Double = 1_000) throws -> Caller {
        try access.check(.read, apiKey: SignedToken.hs256(claims, key: key), authorization: nil, now: Date(timeIntervalSince1970: seconds))
    }

    @Test func tokensComeWhereKeysDo() throws {
        let token = SignedToken.hs256(#"{"access":"r","sub":"ann"}"#, key: "full")
        #expect(try access.check(.read, apiKey: token, authorization: nil).identity == .token(subject: "ann"))
        #expect(try access.check(.read, apiKey: nil, authorization: "Bearer \(token)").rights == .reading)
        #expect(try access.check(.write, apiKey: "full", authorization: nil).identity == .fullKey)
        #expect(try access.check(.read, apiKey: "read", authorization: nil).identity == .readOnlyKey)
    }

    @Test func claimsSayWhatIsAllowed() throws {
        #expect(try caller("{}").rights == .everything)
        #expect(try caller(#"{"sub":null,"exp":null,"value_exists":null}"#).rights == .everything)
        #expect(try caller(#"{"access":"m"}"#).rights == .everything)
        #expect(try caller(#"{"access":"r"}"#).rights == .reading)
        #expect(try caller(#"{"access":[]}"#).rights == .collections([:]))
        let list = #"{"access":[{"collection":"a","access":"r"},{"collection":"b","access":"rw"},{"collection":"c","access":"prw","payload":null}]}"#
        #expect(try caller(list).rights == .collections(["a": .read, "b": .whole, "c": .points]))
    }

    @Test(arguments: [
        "[]", "1", "", "{", #"{"access":"w"}"#, #"{"access":null}"#, #"{"access":1}"#, #"{"access":[1]}"#, #"{"access":[{"collection":"a"}]}"#,
        #"{"access":[{"collection":1,"access":"r"}]}"#, #"{"access":[{"collection":"a","access":"m"}]}"#,
        #"{"access":[{"collection":"a","access":"r"},{"collection":"a","access":"rw"}]}"#, #"{"access":[{"collection":"a","access":"r","payload":{"k":1}}]}"#,
        #"{"exp":"soon"}"#, #"{"exp":-1}"#, #"{"sub":1}"#, #"{"value_exists":[]}"#, #"{"value_exists":{"collection":"a"}}"#,
        #"{"value_exists":{"collection":"a","matches":[{"key":"k"}]}}"#, #"{"value_exists":{"collection":"a","matches":[{"key":"k","value":1.5}]}}"#,
        #"{"value_exists":{"collection":"a","matches":[{"key":"","value":1}]}}"#,
    ]) func claimsOfAnotherFormAllowNothing(claims: String) {
        #expect(throws: Self.unknown) { try caller(claims) }
    }

    @Test func datesMayBeHalfAMinuteOff() throws {
        _ = try caller(#"{"exp":970}"#)
        #expect(throws: Access.Refusal.forbidden("ExpiredSignature")) { try caller(#"{"exp":969}"#) }
        _ = try caller(#"{"nbf":1030}"#)
        #expect(throws: Access.Refusal.forbidden("ImmatureSignature")) { try caller(#"{"nbf":1031}"#) }
        _ = try caller(#"{"exp":18446744073709551615}"#)
    }

    @Test(arguments: ["read", "ful", "fulll", "FULL"]) func tokensOfOtherKeysAreRefused(key: String) {
        // The key that reads signs nothing.
        #expect(throws: Access.Refusal.forbidden("InvalidSignature")) { try caller(#"{"access":"r"}"#, key: key) }
    }

    @Test(arguments: [
        #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"alg":"HS512"}"#, #"{"alg":"RS256"}"#, #"{"alg":"hs256"}"#, #"{"alg":["HS256"]}"#, #"{"typ":"JWT"}"#, "{}", "[]",
        #"{"alg":"HS256","crit":["exp"],"exp":1}"#,
    ]) func otherAlgorithmsAreRefused(header: String) throws {
        #expect(throws: Self.unknown) { try access.check(.read, apiKey: SignedToken.hs256("{}", key: "full", header: header), authorization: nil) }
        let unsigned = "\(SignedToken.text(header)).\(SignedToken.text("{}"))."
        #expect(throws: Access.Refusal.self) { try access.check(.read, apiKey: unsigned, authorization: nil) }
    }

    @Test func anUnsignedTokenIsRefused() {
        let unsigned = "\(SignedToken.text(#"{"alg":"HS256"}"#)).\(SignedToken.text("{}"))."
        #expect(throws: Access.Refusal.forbidden("InvalidSignature")) { try access.check(.read, apiKey: unsigned, authorization: nil) }
    }

    @Test func everyChangedCharacterIsSeen() throws {
        let token = Array(SignedToken.hs256(#"{"access":"r"}"#, key: "full"))
        // The last character of a signature holds bits that are no part of it.
        for place in token.indices.dropLast() {
            var changed = token
            changed[place] = token[place] == "A" ? "B" : "A"
            #expect(throws: Access.Refusal.self, "character \(place)") { try access.check(.read, apiKey: String(changed), authorization: nil) }
        }
    }

    @Test func everyTruncatedTokenIsRefused() throws {
        let token = SignedToken.hs256(#"{"access":"m"}"#, key: "full")
        for length in 0..<token.count {
            #expect(throws: Access.Refusal.self) { try access.check(.read, apiKey: String(token.prefix(length)), authorization: nil) }
        }
    }

    @Test(arguments: ["..", "...", "a.b.c", ".e30.", "e30.e30.e30", "é.ü.ß", "\u{0}.\u{0}.\u{0}", "====.====.====", String(repeating: "[", count: 9_000), "a+b.c/d.e="])
    func whatIsNoTokenIsRefused(text: String) {
        #expect(throws: Access.Refusal.self) { try access.check(.read, apiKey: text, authorization: nil) }
        let deep = SignedToken.hs256(String(repeating: "[", count: 100_000), key: "full")
        #expect(throws: Self.unknown) { try access.check(.read, apiKey: deep, authorization: nil) }
    }

    @Test func tokensCountOnlyWhereTheyAreAccepted() {
        let token = SignedToken.hs256("{}", key: "full")
        #expect(throws: Self.unknown) { try Access(apiKey: "full").check(.read, apiKey: token, authorization: nil) }
        #expect(throws: Self.unknown) { try Access(readOnlyAPIKey: "full", acceptsTokens: true).check(.read, apiKey: token, authorization: nil) }
        #expect(!Access(apiKey: "", acceptsTokens: true).acceptsTokens)
    }

    @Test func aServerWithTokensNeedsTheKeyTheyAreSignedWith() {
        var configuration = ServerConfiguration()
        configuration.acceptsTokens = true
        configuration.readOnlyAPIKey = "read"
        #expect(throws: ServingError(.misconfigured, "tokens need an API key, which they are signed with")) { try configuration.validate() }
        configuration.apiKey = "full"
        #expect(throws: Never.self) { try configuration.validate() }
    }

    @Test func whatNoCollectionAllowsIsRefusedAtOnce() throws {
        let some = SignedToken.of("a", "rw", key: "full"), reader = SignedToken.hs256(#"{"access":"r"}"#, key: "full")
        for need in [Access.Need.nothing, .read, .write, .maintain] { try access.check(need, apiKey: some, authorization: nil) }
        #expect(throws: Access.Refusal.forbidden("Forbidden: Global access is required")) { try access.check(.readAll, apiKey: some, authorization: nil) }
        #expect(throws: Access.Refusal.forbidden("Forbidden: Manage access for this operation is required")) {
            try access.check(.manage, apiKey: some, authorization: nil)
        }
        for need in [Access.Need.read, .readAll] { try access.check(need, apiKey: reader, authorization: nil) }
        for need in [Access.Need.write, .maintain, .manage] {
            #expect(throws: Access.Refusal.forbidden("Forbidden: Global manage access is required")) { try access.check(need, apiKey: reader, authorization: nil) }
        }
    }
}
#endif
