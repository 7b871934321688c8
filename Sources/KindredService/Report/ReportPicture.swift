import Foundation
public import KindredRetrieval

/// Grey pictures side by side, with lines drawn over them.
public struct ReportPicture: Sendable {
    /// A line between two places, in pixels of the pictures laid side by side.
    public struct Line: Sendable {
        /// The places that it joins.
        public var from, to: SIMD2<Double>
        /// The number of its colour among those of the style sheet.
        public var color: Int
        /// Whether its ends are marked.
        public var hasEnds: Bool
    }

    /// What is shown.
    public let title: String
    /// The names of the pictures.
    public let names: [String]
    private let images: [GreyImage]
    /// Where each picture begins.
    private let starts: [Double]
    private let width: Double
    private let height: Double
    private let factors: [Double]
    /// What is drawn over them.
    public private(set) var lines: [Line] = []

    /// Pixels at the longer side of a picture, at most: a page carries its pictures in itself.
    private static let side = 640
    private static let gap = 12.0

    /// Pictures from left to right.
    public init(_ title: String, _ pictures: [(name: String, image: GreyImage)]) {
        self.title = title
        names = pictures.map(\.name)
        let reduced = pictures.map { $0.image.reduced(toSide: Self.side) }
        images = reduced.map(\.image)
        factors = reduced.map { Double($0.factor) }
        var starts: [Double] = [], place = 0.0
        for image in images {
            starts.append(place)
            place += Double(image.width) + Self.gap
        }
        self.starts = starts
        width = max(1, place - Self.gap)
        height = Double(images.map(\.height).max() ?? 1)
    }

    /// Adds a line from a place in one picture to a place in another or the same, in the pictures' own pixels.
    public mutating func join(_ from: SIMD2<Double>, in first: Int, _ to: SIMD2<Double>, in second: Int, color: Int, hasEnds: Bool = true) {
        lines.append(Line(from: shown(from, first), to: shown(to, second), color: color, hasEnds: hasEnds))
    }

    private func shown(_ place: SIMD2<Double>, _ picture: Int) -> SIMD2<Double> {
        // Keypoints are counted from the middle of the first pixel.
        (place + 0.5) / factors[picture] + SIMD2(starts[picture], 0)
    }

    var markup: Markup {
        let pictures = images.indices.map { number in
            Markup(
                "image",
                [
                    "x": "\(starts[number])", "y": "0", "width": "\(images[number].width)", "height": "\(images[number].height)",
                    "href": "data:image/bmp;base64," + Data(images[number].bitmap).base64EncodedString(),
                ], [Markup("title", [:], names[number])])
        }
        let drawing = Markup(
            "svg", ["xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)", "role": "img", "class": "plot"],
            [Markup("title", [:], title)] + pictures + lines.flatMap(markup))
        return Markup("figure", [:], [Markup("figcaption", [:], title), drawing])
    }

    private func markup(_ line: Line) -> [Markup] {
        let x1 = Self.number(line.from.x), y1 = Self.number(line.from.y), x2 = Self.number(line.to.x), y2 = Self.number(line.to.y)
        let color = "s\(line.color % SeriesLook.colors)"
        let stroke = Markup("path", ["class": "line thin \(color)", "d": "M\(x1) \(y1)L\(x2) \(y2)"])
        guard line.hasEnds else { return [stroke] }
        return [stroke] + [(x1, y1), (x2, y2)].map { Markup("circle", ["class": "mark \(color)", "cx": $0.0, "cy": $0.1, "r": "2"]) }
    }

    private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

extension GreyImage {
    /// The picture as a BMP of 8 bits with a palette of greys: 54 bytes of headers, 256 colours, rows from the bottom, each a multiple of four bytes.
    var bitmap: [UInt8] {
        let stride = (width + 3) / 4 * 4, begin = 54 + 1024, size = begin + stride * height
        var result: [UInt8] = [UInt8(ascii: "B"), UInt8(ascii: "M")]
        func add(_ values: [Int], width: Int) {
            for value in values { for byte in 0..<width { result.append(UInt8(value >> (8 * byte) & 255)) } }
        }
        add([size, 0, begin, 40, width, height], width: 4)
        add([1, 8], width: 2)
        add([0, stride * height, 2835, 2835, 256, 0], width: 4)
        for grey in 0..<256 { add([grey, grey, grey, 0], width: 1) }
        let bytes = bytes
        for row in (0..<height).reversed() {
            result += bytes[row * width..<(row + 1) * width]
            result += [UInt8](repeating: 0, count: stride - width)
        }
        return result
    }
}
