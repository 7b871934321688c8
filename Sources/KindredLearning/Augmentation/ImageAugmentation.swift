internal import Foundation
public import KindredMath

/// How far images are changed at random to train on: what a change makes of a letter is still that letter.
public struct ImageAugmentation: Sendable, Hashable, Codable {
    /// Turned by up to so many degrees either way.
    public var rotation: Double
    /// Made larger or smaller by up to this share, across and down apart.
    public var scale: Double
    /// Slanted by up to so many pixels a pixel either way.
    public var shear: Double
    /// Moved by up to this share of the side, either way.
    public var shift: Double
    /// Strokes made thinner or thicker: the chance that they are.
    public var thickness: Double
    /// The deviation of noise added to each pixel.
    public var noise: Double

    /// Changes as handwriting shows them.
    public init(rotation: Double = 18, scale: Double = 0.25, shear: Double = 0.35, shift: Double = 0.1, thickness: Double = 0.3, noise: Double = 0) {
        self.rotation = rotation
        self.scale = scale
        self.shear = shear
        self.shift = shift
        self.thickness = thickness
        self.noise = noise
    }

    /// A changed image of 0...1.
    ///
    /// - Precondition: `image` has height · width pixels.
    public func applied(to image: [Float], height: Int, width: Int, _ random: inout SeededRandom) -> [Float] {
        let warp = ImageWarp(
            rotation: draw(rotation, &random) * .pi / 180, scale: (1 + draw(scale, &random), 1 + draw(scale, &random)),
            shear: draw(shear, &random), shift: (draw(shift, &random) * Double(width), draw(shift, &random) * Double(height)))
        var result = [Float](repeating: 0, count: image.count)
        var span = result.mutableSpan
        warp.applied(to: image.span, height: height, width: width, into: &span)
        if thickness > 0, random.uniform() < thickness { result = Self.stroked(result, height, width, thicker: random.uniform() < 0.5) }
        if noise > 0 { for i in result.indices { result[i] += Float(noise * random.normal()) } }
        return result
    }

    private func draw(_ bound: Double, _ random: inout SeededRandom) -> Double { bound * (2 * random.uniform() - 1) }

    /// Half way to the brightest, or the darkest, of each pixel and its four neighbours.
    private static func stroked(_ image: [Float], _ height: Int, _ width: Int, thicker: Bool) -> [Float] {
        var result = image
        for row in 0..<height {
            for column in 0..<width {
                let place = row * width + column
                var best = image[place]
                for (step, isInside) in [(-width, row > 0), (width, row < height - 1), (-1, column > 0), (1, column < width - 1)] {
                    let other = isInside ? image[place + step] : 0
                    best = thicker ? max(best, other) : min(best, other)
                }
                result[place] = (image[place] + best) / 2
            }
        }
        return result
    }
}
