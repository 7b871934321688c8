internal import Foundation

extension SIFTOctave {
    private static let bins = 36

    /// The main directions around an extremum: peaks of a histogram of gradients that reach four fifths of the highest.
    func angles(at extremum: SIFTExtremum) -> [Float] {
        let histogram = Self.smoothed(directions(around: extremum)), bins = Self.bins
        guard let highest = histogram.max(), highest > 0 else { return [] }
        return (0..<bins).compactMap { bin in
            let left = histogram[(bin + bins - 1) % bins], own = histogram[bin], right = histogram[(bin + 1) % bins]
            guard own > left, own > right, own >= 0.8 * highest else { return nil }
            let place = Float(bin) + 0.5 * (left - right) / (left - 2 * own + right)
            let turns = place / Float(bins)
            return (turns - turns.rounded(.down)) * 2 * .pi
        }
    }

    /// Gradients by direction, each by its length and a Gaussian of 1.5 times the extremum's deviation, which ends at three of its own.
    private func directions(around extremum: SIFTExtremum) -> [Float] {
        let deviation = 1.5 * extremum.scale, radius = Int((3 * deviation).rounded())
        let centreX = Int(extremum.x.rounded()), centreY = Int(extremum.y.rounded())
        let weights = (0...radius).map { exp(-Float($0 * $0) / (2 * deviation * deviation)) }
        let picture = levels[extremum.level], pixels = picture.pixels.span
        var histogram = [Float](repeating: 0, count: Self.bins)
        for y in max(1, centreY - radius)...max(1, min(height - 2, centreY + radius)) {
            for x in max(1, centreX - radius)...max(1, min(width - 2, centreX + radius)) {
                let place = y * width + x
                let dx = pixels[place + 1] - pixels[place - 1], dy = pixels[place + width] - pixels[place - width]
                let turns = atan2(dy, dx) / (2 * .pi)
                let bin = (Int((turns * Float(Self.bins)).rounded()) + Self.bins) % Self.bins
                histogram[bin] += weights[abs(y - centreY)] * weights[abs(x - centreX)] * (dx * dx + dy * dy).squareRoot()
            }
        }
        return histogram
    }

    /// A circular histogram under [1, 4, 6, 4, 1] / 16.
    private static func smoothed(_ histogram: [Float]) -> [Float] {
        (0..<bins).map { bin in
            let near = histogram[(bin + 1) % bins] + histogram[(bin + bins - 1) % bins]
            let far = histogram[(bin + 2) % bins] + histogram[(bin + bins - 2) % bins]
            return (far + 4 * near + 6 * histogram[bin]) / 16
        }
    }
}
