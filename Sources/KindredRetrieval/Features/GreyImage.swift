/// A grey picture: 0 is black, 1 is white, row after row from the top.
///
///     let image = try GreyImage(width: 2, height: 1, pixels: [0, 1])
///     image[1, 0]    // 1
public struct GreyImage: Sendable, Hashable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The pixel of column x and row y at `y * width + x`.
    public let pixels: [Float]

    /// More pixels than this are not taken: the scale space of so many takes 1.6 GB.
    public static let pixelsMax = 1 << 24

    /// A picture of these pixels, which are usually in 0...1.
    ///
    /// - Throws: `invalidParameter` when the pixels do not fill the picture or one is no finite number, `tooLarge`.
    public init(width: Int, height: Int, pixels: [Float]) throws(FeatureError) {
        try Self.check(width: width, height: height)
        guard pixels.count == width * height else {
            throw FeatureError(.invalidParameter, "\(pixels.count) pixels for a picture of \(width) × \(height)")
        }
        if let place = pixels.firstIndex(where: { !$0.isFinite }) {
            throw FeatureError(.invalidParameter, "the pixel at column \(place % width), row \(place / width) is \(pixels[place])")
        }
        self.init(trusted: pixels, width: width, height: height)
    }

    /// A picture of as many finite pixels as it needs.
    init(trusted pixels: [Float], width: Int, height: Int) {
        precondition(pixels.count == width * height, "\(pixels.count) pixels for a picture of \(width) × \(height)")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// - Throws: `invalidParameter` for no pixels, `tooLarge` for too many.
    package static func check(width: Int, height: Int) throws(FeatureError) {
        guard width > 0, height > 0 else { throw FeatureError(.invalidParameter, "a picture of \(width) × \(height) has no pixels") }
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, count <= pixelsMax else {
            throw FeatureError(.tooLarge, "a picture of \(width) × \(height) has more than \(pixelsMax) pixels")
        }
    }

    /// The pixel of a column and a row.
    public subscript(x: Int, y: Int) -> Float { pixels[y * width + x] }
}
