import Foundation
import Testing

@testable import KindredService

@Suite struct BenchReportTests {
    private static let points: [RecallFront.Point] = [
        .init(recall: 0.8, rate: 1_000), .init(recall: 0.9, rate: 400), .init(recall: 0.85, rate: 300), .init(recall: 0.99, rate: 100), .init(recall: 0.95, rate: 90), .init(recall: 0.7, rate: 0),
    ]

    @Test func theFrontHoldsWhatNothingBeats() {
        #expect(RecallFront(Self.points).points.map(\.recall) == [0.8, 0.9, 0.99])
        #expect(RecallFront(Self.points.reversed()).points == RecallFront(Self.points).points)
        #expect(RecallFront([]).rate(at: 0.5) == nil)
    }

    @Test func ratesAreLinearInTheLogarithms() throws {
        let front = RecallFront(Self.points)
        #expect(abs(try #require(front.rate(at: 0.9)) - 400) < 1e-9 && front.rate(at: 0.5) == 1_000 && front.rate(at: 0.995) == nil)
        // Half way between 0.9 and 0.99 in the logarithm of what is missing: √(0.1 · 0.01).
        let half = 1 - (0.1 * 0.01).squareRoot()
        #expect(abs(try #require(front.rate(at: half)) - (400.0 * 100).squareRoot()) < 1e-6)
        #expect(abs(try #require(front.rate(at: 0.95)) - exp(log(400.0) + log10(2) * log(0.25))) < 1e-6, "log₁₀(0.1/0.05) of the way")
    }

    private static func line(_ peer: String, _ ef: Int, _ recall: Double, _ rate: Double) -> String {
        "{\"peer\":\"\(peer)\",\"version\":\"1\",\"data\":\"d\",\"n\":1000,\"build\":{\"index\":\"HNSW\",\"M\":16},\"threads\":1,\"build_s\":1.5,\"rss_mb\":3,\"search\":{\"ef\":\(ef)},\"recall\":\(recall),\"qps\":\(rate),\"p50_us\":10,\"p99_us\":20}"
    }

    @Test func showsOursBesidePeersWithRatios() throws {
        let scratch = try Scratch()
        let peers = try scratch.file("p.jsonl", [Self.line("other", 10, 0.9, 100), Self.line("other", 20, 0.99, 50), "", "{\"durable\":true}"].joined(separator: "\n"))
        var report = try BenchReport(peers: [peers], date: "2026-11-27", machine: "two <cores>")
        for line in [Self.line("kindred", 10, 0.9, 300), Self.line("kindred", 20, 0.99, 200)] { report.add(try JSONObject(parsing: line)) }
        let html = report.page.html
        let read = try WellFormed(html)
        for text in ["other HNSW M=16", "kindred HNSW M=16", "3.00 ×", "4.00 ×", "two <cores>", "d, 1,000 vectors", "ef=20", "p99 µs"] { #expect(read.text.contains(text), "\(text)") }
        #expect(read.attributes.filter { $0.value.hasPrefix("line s") }.count == 4, "a line per build in the plot and in the legend")
    }

    @Test func linesThatAreNone() throws {
        let scratch = try Scratch()
        let broken = try scratch.file("b.jsonl", Self.line("a", 1, 0.5, 1) + "\n[1]\n"), empty = try scratch.file("e.jsonl", "{\"a\":1}\n")
        expectFileError(.malformed, "line 2") { _ = try BenchReport(peers: [broken]) }
        expectFileError(.empty, "no line with recall and qps") { _ = try BenchReport(peers: [empty]) }
        expectFileError(.missing, "no such file") { _ = try BenchReport(peers: [scratch.path("none.jsonl")]) }
    }
}
