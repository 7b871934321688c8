extension Plot {
    /// The plot as a figure: title, legend, picture.
    var markup: Markup {
        Markup("figure", [:], [Markup("figcaption", [:], title), legend, PlotPicture(self).markup])
    }

    private var legend: Markup {
        let entries = series.enumerated().map { number, series in
            let look = SeriesLook(number)
            var sample = [look.marker(13, 7, note: "")]
            if series.style == .line { sample.insert(look.line([(1, 7), (25, 7)]), at: 0) }
            return Markup("li", [:], [Markup("svg", ["viewBox": "0 0 26 14", "width": "26", "height": "14", "aria-hidden": "true"], sample), Markup(" " + series.name)])
        }
        return Markup("ul", ["class": "legend"], entries)
    }
}

/// The picture of a plot, in units of its view box.
private struct PlotPicture {
    private static let width = 760.0, height = 430.0
    private static let left = 86.0, right = 18.0, top = 12.0, bottom = 56.0

    private let plot: Plot
    private let x: PlotAxis
    private let y: PlotAxis

    init(_ plot: Plot) {
        self.plot = plot
        let points = plot.series.flatMap { $0.points + $0.outlines.joined() }
        x = PlotAxis(plot.x.scale, holding: points.map(\.x))
        y = PlotAxis(plot.y.scale, holding: points.map(\.y))
    }

    var markup: Markup {
        let drawn = plot.series.enumerated().flatMap { number, series in drawing(series, SeriesLook(number)) }
        return Markup(
            "svg", ["xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(svg(Self.width)) \(svg(Self.height))", "role": "img", "class": "plot"],
            [Markup("title", [:], plot.title)] + grid + titles + drawn)
    }

    private func across(_ share: Double) -> Double { Self.left + share * (Self.width - Self.left - Self.right) }
    private func down(_ share: Double) -> Double { Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom) }

    private var grid: [Markup] {
        let floor = down(0), wall = across(0)
        let upright = x.ticks.flatMap { tick -> [Markup] in
            let place = across(x.position(of: tick.value) ?? 0)
            return [Self.rule("grid", place, floor, place, down(1)), Self.label("tick", place, floor + 20, "middle", tick.label)]
        }
        let level = y.ticks.flatMap { tick -> [Markup] in
            let place = down(y.position(of: tick.value) ?? 0)
            return [Self.rule("grid", wall, place, across(1), place), Self.label("tick", wall - 9, place + 4, "end", tick.label)]
        }
        return upright + level + [Self.rule("axis", wall, floor, across(1), floor), Self.rule("axis", wall, floor, wall, down(1))]
    }

    private var titles: [Markup] {
        let middle = down(0.5)
        let turned = Markup(
            "text", ["class": "name", "x": "18", "y": svg(middle), "text-anchor": "middle", "transform": "rotate(-90 18 \(svg(middle)))"], plot.y.title)
        return [Self.label("name", across(0.5), Self.height - 10, "middle", plot.x.title), turned]
    }

    private func drawing(_ series: Plot.Series, _ look: SeriesLook) -> [Markup] {
        let shown = series.points.compactMap(place)
        let line = series.style == .line && shown.count > 1 ? [look.line(shown.map { ($0.x, $0.y) })] : []
        let outlines = series.outlines.map { $0.compactMap(place) }.filter { $0.count > 1 }.map { look.outline($0.map { ($0.x, $0.y) }) }
        return line + outlines + shown.map { look.marker($0.x, $0.y, note: $0.note.isEmpty ? series.name : "\(series.name): \($0.note)") }
    }

    /// Where a point stands in the picture; nil when an axis cannot show it.
    private func place(_ point: Plot.Series.Point) -> (x: Double, y: Double, note: String)? {
        guard let x = x.position(of: point.x), let y = y.position(of: point.y) else { return nil }
        return (across(x), down(y), point.note)
    }

    private static func rule(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> Markup {
        Markup("line", ["class": kind, "x1": svg(x1), "y1": svg(y1), "x2": svg(x2), "y2": svg(y2)])
    }

    private static func label(_ kind: String, _ x: Double, _ y: Double, _ anchor: String, _ text: String) -> Markup {
        Markup("text", ["class": kind, "x": svg(x), "y": svg(y), "text-anchor": anchor], text)
    }
}

/// What a series looks like: a colour of the style sheet, a shape, and dashes from the ninth on, so that colour is never all that tells two apart.
struct SeriesLook {
    private let number: Int
    /// Colours in the style sheet.
    static let colors = 8

    init(_ number: Int) { self.number = number }

    private var color: String { "s\(number % Self.colors)" }

    func line(_ points: [(x: Double, y: Double)]) -> Markup {
        let steps = points.enumerated().map { "\($0 == 0 ? "M" : "L")\(svg($1.x)) \(svg($1.y))" }.joined()
        let dashes = number / Self.colors
        return Markup("path", ["class": "line \(color)", "d": steps, "stroke-dasharray": dashes == 0 ? "none" : "\(6 / dashes) \(3 * dashes)"])
    }

    /// A closed curve.
    func outline(_ points: [(x: Double, y: Double)]) -> Markup {
        let steps = points.enumerated().map { "\($0 == 0 ? "M" : "L")\(svg($1.x)) \(svg($1.y))" }.joined()
        return Markup("path", ["class": "line thin \(color)", "d": steps + "Z"])
    }

    func marker(_ x: Double, _ y: Double, note: String) -> Markup {
        let content = note.isEmpty ? [] : [Markup("title", [:], note)]
        let corners = Self.shapes[number % Self.shapes.count]
        guard !corners.isEmpty else { return Markup("circle", ["class": "mark \(color)", "cx": svg(x), "cy": svg(y), "r": "3.6"], content) }
        let steps = corners.enumerated().map { "\($0 == 0 ? "M" : "L")\(svg(x + $1.0)) \(svg(y + $1.1))" }.joined()
        return Markup("path", ["class": "mark \(color)", "d": steps + "Z"], content)
    }

    /// Circle, square, triangle, diamond, triangle upside down.
    private static let shapes: [[(Double, Double)]] = [
        [], [(-3.3, -3.3), (3.3, -3.3), (3.3, 3.3), (-3.3, 3.3)], [(0, -4.6), (4.2, 3.2), (-4.2, 3.2)], [(0, -4.8), (4.8, 0), (0, 4.8), (-4.8, 0)],
        [(0, 4.6), (4.2, -3.2), (-4.2, -3.2)],
    ]
}

/// A coordinate: two digits after the point, none that say nothing.
private func svg(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    return hundredths.truncatingRemainder(dividingBy: 100) == 0 ? "\(Int(hundredths / 100))" : "\(hundredths / 100)"
}
