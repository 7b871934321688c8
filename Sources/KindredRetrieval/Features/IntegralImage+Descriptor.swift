internal import Foundation

extension IntegralImage {
    /// The main direction around a blob: the sixth of a circle whose Haar responses, within six scales, add up to the longest vector.
    func angle(around blob: SURFBlob) -> Float {
        let s = blob.scale, side = max(2, 2 * Int((2 * s).rounded()))
        var responses: [(angle: Float, vector: SIMD2<Float>)] = []
        for v in -6...6 {
            for u in -6...6 where u * u + v * v < 36 {
                let weight = exp(-Float(u * u + v * v) / (2 * 2.5 * 2.5))
                let vector = weight * haar(x: Int((blob.x + Float(u) * s).rounded()), y: Int((blob.y + Float(v) * s).rounded()), side: side)
                responses.append((atan2(vector.y, vector.x), vector))
            }
        }
        responses.sort { $0.angle < $1.angle }
        let longest = Self.longestSum(responses)
        let angle = atan2(longest.y, longest.x)
        return angle < 0 ? angle + 2 * .pi : angle
    }

    /// The longest sum of vectors whose directions lie within 60 degrees, of vectors by ascending direction.
    private static func longestSum(_ responses: [(angle: Float, vector: SIMD2<Float>)]) -> SIMD2<Float> {
        var longest = SIMD2<Float>.zero, length: Float = 0
        for first in responses.indices {
            var sum = SIMD2<Float>.zero
            for step in responses.indices {
                let other = responses[(first + step) % responses.count]
                let turn = other.angle - responses[first].angle
                guard (turn < 0 ? turn + 2 * .pi : turn) < .pi / 3 else { break }
                sum += other.vector
            }
            let squared = (sum * sum).sum()
            if squared > length { (longest, length) = (sum, squared) }
        }
        return longest
    }

    /// Haar responses around a blob, turned by its angle: in each of 4 × 4 cells of 5 × 5 samples, one scale apart, the sums of dx, |dx|,
    /// dy, |dy|, weighted by a Gaussian of 3.3 scales.
    func descriptor(of blob: SURFBlob, angle: Float) -> [Float] {
        let s = blob.scale, side = max(2, 2 * Int(s.rounded())), cosine = cos(angle), sine = sin(angle)
        var sums = [Float](repeating: 0, count: 64)
        for row in 0..<20 {
            for column in 0..<20 {
                let u = Float(column) - 9.5, v = Float(row) - 9.5
                let x = blob.x + s * (u * cosine - v * sine), y = blob.y + s * (u * sine + v * cosine)
                let response = haar(x: Int(x.rounded()), y: Int(y.rounded()), side: side) * exp(-(u * u + v * v) / (2 * 3.3 * 3.3))
                let dx = cosine * response.x + sine * response.y, dy = cosine * response.y - sine * response.x
                let cell = 4 * (row / 5 * 4 + column / 5)
                sums[cell] += dx
                sums[cell + 1] += abs(dx)
                sums[cell + 2] += dy
                sums[cell + 3] += abs(dy)
            }
        }
        return sums.ofUnitLength
    }
}
