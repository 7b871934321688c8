import Foundation
import Testing

@testable import KindredService

@Suite struct ReportTests {
    private static let hostile = "</title><script>alert('x')</script> & \"quoted\" \u{0}\u{1B}[31m ]]> é 漢"

    private func page(_ text: String = "plain") -> ReportPage {
        var table = ReportTable([text, "number"])
        table.add([text, "1,234.5"])
        table.add(["b", "−3"])
        let plot = Plot(
            text, x: .init(text, .nines), y: .init("rate", .logarithmic),
            [
                .init(text, .line, [.init(0.9, 100, note: text), .init(0.99, 10), .init(1, 1), .init(.nan, 5), .init(0.5, 0), .init(0.5, -.infinity)]),
                .init("alone", .scatter, [.init(0.5, 50)]),
            ])
        return ReportPage(text, facts: [text, "2026-11-27"], [ReportSection(text, [.text(text), .table(table), .plot(plot)])])
    }

    @Test func isWellFormedAndStandsAlone() throws {
        let html = page().html
        let read = try WellFormed(html)
        #expect(read.elements.filter { $0 == "svg" }.count == 3 && read.elements.contains("table") && read.elements.first == "html")
        #expect(!read.elements.contains { ["script", "link", "img", "iframe", "object"].contains($0) })
        #expect(!read.attributes.contains { $0.name == "src" || $0.name == "href" || $0.name.hasPrefix("on") }, "nothing is loaded and nothing runs")
        #expect(!html.contains("url(") && !html.contains("@import"))
        #expect(html.contains("prefers-color-scheme: dark"))
    }

    @Test func textIsNeverMarkup() throws {
        let plain = try WellFormed(page().html), read = try WellFormed(page(Self.hostile).html)
        #expect(read.elements == plain.elements, "the same elements, whatever the text")
        let shown = Self.hostile.replacing("\u{0}", with: "\u{FFFD}").replacing("\u{1B}", with: "\u{FFFD}")
        #expect(read.text.ranges(of: shown).count == 15, "wherever the page, its table and its plot say it")
        #expect(read.text.contains("\u{0}") == false)
    }

    @Test func isTheSameEveryTime() { #expect(page().html == page().html) }

    @Test func outlinesAreClosedAndWithinTheAxes() throws {
        var series = Plot.Series("heap", .scatter, [.init(0, 0)])
        series.outlines = [[.init(-2, 0), .init(0, -3), .init(2, 0), .init(0, 3), .init(.nan, 0)], []]
        let read = try WellFormed(ReportPage("o", facts: [], [ReportSection("o", [.plot(Plot("o", x: .init("x"), y: .init("y"), [series]))])]).html)
        let drawn = read.attributes.filter { $0.name == "d" }.map(\.value)
        #expect(drawn.count == 1 && drawn.first?.hasSuffix("Z") == true && drawn.first?.filter { $0 == "L" }.count == 3)
        #expect(read.text.contains("−2") && read.text.contains("2"), "the axes reach as far as the outline")
    }

    @Test func leavesOutWhatAnAxisCannotShow() throws {
        let read = try WellFormed(page().html)
        let circles = read.elements.filter { $0 == "circle" }.count, paths = read.elements.filter { $0 == "path" }.count
        #expect(circles == 3 + 1, "three points of the first series that can be shown, and its sample in the legend")
        #expect(paths == 1 + 1 + 1 + 1, "its line and that of the legend, the other's square and that of the legend")
        for (name, value) in read.attributes where ["cx", "cy", "x", "y", "d"].contains(name) { #expect(!value.contains("nan") && !value.contains("inf"), "\(value)") }
    }

    @Test func pointsStayInsideThePicture() throws {
        for scale in [PlotScale.linear, .logarithmic, .nines] {
            for values in [[0.001, 0.5, 0.9999], [0.3], [], [0.25, 0.25]] {
                let axis = PlotAxis(scale, holding: values)
                for value in values { #expect((0...1).contains(try #require(axis.position(of: value))), "\(scale) \(values)") }
            }
        }
    }

    @Test func emptyPlotsAndTablesAreDrawn() throws {
        let plot = Plot("none", x: .init("x"), y: .init("y", .logarithmic), [])
        _ = try WellFormed(ReportPage("empty", facts: [], [ReportSection("", [.plot(plot), .table(ReportTable(["a"]))])]).html)
    }

    @Test func refusesPathsBeforeTheWork() throws {
        let scratch = try Scratch()
        try ReportPage.check(path: scratch.path("new.html"))
        expectFileError(.unwritable, "is a directory") { try ReportPage.check(path: scratch.folder.path) }
        expectFileError(.unwritable, "does not exist") { try ReportPage.check(path: scratch.path("none/new.html")) }
        expectFileError(.unwritable, "cannot be written") { try page().write(to: scratch.path("none/new.html")) }
        try page().write(to: scratch.path("new.html"))
        #expect(try String(contentsOfFile: scratch.path("new.html"), encoding: .utf8) == page().html)
    }

    @Test func numbersForReaders() {
        #expect(ReportNumber.fixed(1_234_567.891, 1) == "1,234,567.9" && ReportNumber.fixed(-0.04, 1) == "0.0" && ReportNumber.fixed(-1_000, 0) == "−1,000")
        #expect(ReportNumber.fixed(.nan, 2) == "–" && ReportNumber.fixed(.infinity, 2) == "–")
        #expect(ReportNumber.short(0.012345) == "0.0123" && ReportNumber.short(4.567) == "4.57" && ReportNumber.short(12_345) == "12,345" && ReportNumber.short(0) == "0")
        #expect(ReportNumber.short(0.0000012) == "1.20e-06")
    }
}

/// What holds for ticks, whatever the data.
@Suite struct PlotAxisTests {
    private static let spans: [[Double]] = [
        [0, 1], [0, 10], [-5, 5], [0.001, 0.002], [99.5, 100.5], [1, 1_000_000], [3, 7], [1e-9, 1e9], [123_456, 123_457], [0.9, 0.999], [0.5], [1e12, 3e12], [-1e-7, 1e-7],
    ]

    @Test(arguments: spans)
    func ticksAreFewAscendingInsideAndNamedApart(values: [Double]) throws {
        for scale in [PlotScale.linear, .logarithmic, .nines] {
            let axis = PlotAxis(scale, holding: values)
            let ticks = axis.ticks
            let places = try ticks.map { try #require(axis.position(of: $0.value)) }
            #expect(ticks.count <= 14, "\(scale) \(values): \(ticks)")
            #expect(places.allSatisfy { $0 >= -1e-9 && $0 <= 1 + 1e-9 })
            #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 }, "\(scale) \(values): \(places)")
            #expect(Set(ticks.map(\.label)).count == ticks.count, "\(scale) \(values): \(ticks.map(\.label))")
        }
        #expect(PlotAxis(.linear, holding: values).ticks.count >= 3)
        if values.allSatisfy({ $0 > 0 }) { #expect(PlotAxis(.logarithmic, holding: values).ticks.count >= 2, "\(values)") }
    }

    @Test func linearTicksAreRoundAndEven() {
        for high in stride(from: 0.37, to: 900, by: 7.31) {
            let ticks = PlotAxis(.linear, holding: [0, high]).ticks.map(\.value)
            let step = ticks[1] - ticks[0]
            #expect(zip(ticks, ticks.dropFirst()).allSatisfy { abs($1 - $0 - step) < 1e-9 * step })
            let lead = step / pow(10, log10(step * 1.000001).rounded(.down))
            #expect([1, 2, 5].contains { abs(lead - $0) < 1e-6 }, "a step of \(step)")
        }
    }

    @Test func positionsKeepTheOrder() throws {
        for scale in [PlotScale.linear, .logarithmic, .nines] {
            let values = stride(from: 0.01, to: 0.9995, by: 0.013).map(\.self), axis = PlotAxis(scale, holding: values)
            let places = try values.map { try #require(axis.position(of: $0)) }
            #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test func ninesAreEquallyFarApart() throws {
        let axis = PlotAxis(.nines, holding: [0, 1])
        let places = try [0, 0.9, 0.99, 0.999].map { try #require(axis.position(of: $0)) }
        #expect(abs((places[1] - places[0]) - (places[2] - places[1])) < 1e-9 && abs((places[2] - places[1]) - (places[3] - places[2])) < 1e-9)
        for recalls in [[1.0], [0.9992, 1], [0.5], [0, 0.01], [0.97, 0.971]] { #expect(PlotAxis(.nines, holding: recalls).ticks.count >= 2, "\(recalls)") }
        #expect(axis.position(of: 1.5) == nil && axis.position(of: .nan) == nil)
        #expect(PlotAxis(.logarithmic, holding: [1, 10]).position(of: 0) == nil)
    }
}
