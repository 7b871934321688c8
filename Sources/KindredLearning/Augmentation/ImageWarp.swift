internal import Foundation

/// An affine change of an image about its middle: turned, scaled, slanted and moved, read between pixels linearly.
///
/// Outside the image there is nothing, 0.
public struct ImageWarp: Sendable, Hashable {
    /// Where a pixel of the result comes from: source = A·(place − middle) + middle + shift.
    private var xx: Float, xy: Float, yx: Float, yy: Float, dx: Float, dy: Float

    /// A warp.
    ///
    /// - Parameters:
    ///   - rotation: radians, counter-clockwise as seen.
    ///   - scale: how much larger things become, across and down; above 0.
    ///   - shear: how far right a thing moves for each pixel up.
    ///   - shift: pixels to the right and down.
    public init(rotation: Double = 0, scale: (x: Double, y: Double) = (1, 1), shear: Double = 0, shift: (x: Double, y: Double) = (0, 0)) {
        precondition(scale.x > 0 && scale.y > 0, "a scale of \(scale)")
        // The way forward is rotation · shear · scale; places are taken back through its inverse.
        let (c, s) = (cos(rotation), sin(rotation))
        let forward = (xx: c * scale.x, xy: (s - shear * c) * scale.y, yx: -s * scale.x, yy: (c + shear * s) * scale.y)
        let determinant = forward.xx * forward.yy - forward.xy * forward.yx
        xx = Float(forward.yy / determinant)
        xy = Float(-forward.xy / determinant)
        yx = Float(-forward.yx / determinant)
        yy = Float(forward.xx / determinant)
        dx = -(xx * Float(shift.x) + xy * Float(shift.y))
        dy = -(yx * Float(shift.x) + yy * Float(shift.y))
    }

    /// The warped image.
    ///
    /// - Precondition: `image` has height · width pixels, row after row.
    /// - Complexity: O(*height* · *width*).
    public func applied(to image: Span<Float>, height: Int, width: Int, into result: inout MutableSpan<Float>) {
        precondition(image.count == height * width && result.count == image.count, "\(image.count) pixels for \(height) × \(width)")
        for row in 0..<height {
            for column in 0..<width {
                let (x, y) = source(row, column, height, width)
                result[row * width + column] = Self.sample(image, height, width, x, y)
            }
        }
    }

    /// The transpose of ``applied(to:height:width:into:)``, for derivatives: adds to each pixel what the places of the result that it went
    /// into are worth.
    func addTransposed(of gradient: Span<Float>, height: Int, width: Int, into image: inout MutableSpan<Float>) {
        precondition(gradient.count == height * width && image.count == gradient.count, "\(gradient.count) pixels for \(height) × \(width)")
        for row in 0..<height {
            for column in 0..<width {
                let (x, y) = source(row, column, height, width), worth = gradient[row * width + column]
                guard worth != 0, x > -1, y > -1, x < Float(width), y < Float(height) else { continue }
                let left = Int(x + 1) - 1, top = Int(y + 1) - 1, alongX = x - Float(left), alongY = y - Float(top)
                for (down, shareY) in [(top, 1 - alongY), (top + 1, alongY)] where down >= 0 && down < height {
                    if left >= 0 { image[down * width + left] += worth * shareY * (1 - alongX) }
                    if left + 1 < width { image[down * width + left + 1] += worth * shareY * alongX }
                }
            }
        }
    }

    /// Where a pixel of the result comes from.
    private func source(_ row: Int, _ column: Int, _ height: Int, _ width: Int) -> (x: Float, y: Float) {
        let middle = (x: Float(width - 1) / 2, y: Float(height - 1) / 2), x = Float(column) - middle.x, y = Float(row) - middle.y
        return (xx * x + xy * y + dx + middle.x, yx * x + yy * y + dy + middle.y)
    }

    private static func sample(_ image: Span<Float>, _ height: Int, _ width: Int, _ x: Float, _ y: Float) -> Float {
        guard x > -1, y > -1, x < Float(width), y < Float(height) else { return 0 }
        // Truncation of numbers above −1 moved up by one is their floor.
        let left = Int(x + 1) - 1, top = Int(y + 1) - 1
        let alongX = x - Float(left), alongY = y - Float(top)
        let above = pixel(image, height, width, top, left) * (1 - alongX) + pixel(image, height, width, top, left + 1) * alongX
        let below = pixel(image, height, width, top + 1, left) * (1 - alongX) + pixel(image, height, width, top + 1, left + 1) * alongX
        return above * (1 - alongY) + below * alongY
    }

    private static func pixel(_ image: Span<Float>, _ height: Int, _ width: Int, _ row: Int, _ column: Int) -> Float {
        row >= 0 && column >= 0 && row < height && column < width ? image[row * width + column] : 0
    }
}
