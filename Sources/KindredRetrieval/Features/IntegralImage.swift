/// Sums over rectangles of a picture in constant time (Crow, SIGGRAPH 1984; Viola, Jones, CVPR 2001).
struct IntegralImage {
    let width: Int
    let height: Int
    /// The sum of all pixels above and left of corner (x, y), at `y * (width + 1) + x`.
    private let sums: [Double]

    init(_ image: GreyImage) {
        width = image.width
        height = image.height
        var sums = [Double](repeating: 0, count: (width + 1) * (height + 1))
        for y in 0..<height {
            var row = 0.0
            for x in 0..<width {
                row += Double(image[x, y])
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row
            }
        }
        self.sums = sums
    }

    /// The sum of a rectangle's pixels; what lies outside the picture counts as nothing.
    func sum(x: Int, y: Int, width w: Int, height h: Int) -> Float {
        let left = max(0, min(width, x)), right = max(0, min(width, x + w))
        let top = max(0, min(height, y)) * (width + 1), bottom = max(0, min(height, y + h)) * (width + 1)
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
