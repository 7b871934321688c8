/// Sums over rectangles of a picture in constant time (Crow, SIGGRAPH 1984; Viola, Jones, CVPR 2001).
struct IntegralImage {
    let width: Int
    let height: Int
    /// Pixels beyond each edge, which mirror those within: as many as were asked for, or as the picture has.
    let margin: Int
    private let columns: Int
    private let rows: Int
    /// The sum of all pixels above and left of corner (x, y) of the picture with its margin, at `y * (columns + 1) + x`.
    private let sums: [Double]

    init(_ image: GreyImage, margin: Int = 0) {
        width = image.width
        height = image.height
        self.margin = max(0, min(margin, width - 1, height - 1))
        columns = width + 2 * self.margin
        rows = height + 2 * self.margin
        let across = (0..<columns).map { [margin = self.margin, width] in Self.mirrored($0 - margin, width) }
        var sums = [Double](repeating: 0, count: (columns + 1) * (rows + 1))
        for y in 0..<rows {
            let source = Self.mirrored(y - self.margin, height)
            var row = 0.0
            for x in 0..<columns {
                row += Double(image[across[x], source])
                sums[(y + 1) * (columns + 1) + x + 1] = sums[y * (columns + 1) + x + 1] + row
            }
        }
        self.sums = sums
    }

    /// The place within that a place beyond an edge shows; the edge's own pixel is not repeated.
    private static func mirrored(_ place: Int, _ count: Int) -> Int {
        place < 0 ? -place : place >= count ? 2 * count - 2 - place : place
    }

    /// The sum of a rectangle's pixels; what lies beyond the margin counts as nothing.
    func sum(x: Int, y: Int, width w: Int, height h: Int) -> Float {
        let x = x + margin, y = y + margin
        let left = max(0, min(columns, x)), right = max(0, min(columns, x + w))
        let top = max(0, min(rows, y)) * (columns + 1), bottom = max(0, min(rows, y + h)) * (columns + 1)
        return Float(sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left])
    }

    /// The Haar wavelet of a side around a place: right less left, and bottom less top.
    func haar(x: Int, y: Int, side: Int) -> SIMD2<Float> {
        let half = side / 2
        return SIMD2(
            sum(x: x, y: y - half, width: half, height: 2 * half) - sum(x: x - half, y: y - half, width: half, height: 2 * half),
            sum(x: x - half, y: y, width: 2 * half, height: half) - sum(x: x - half, y: y - half, width: 2 * half, height: half))
    }
}
