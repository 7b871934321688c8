/// The squares of an image that are pooled.
struct PoolingShape: Sendable {
    let batch, height, width, channels, size: Int

    /// - Precondition: four axes, and at least one whole square.
    init(_ shape: [Int], _ size: Int) {
        precondition(shape.count == 4 && size > 0 && shape[1] >= size && shape[2] >= size, "squares of side \(size) in images of shape \(shape)")
        (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        self.size = size
    }

    /// The shape of the result.
    var shape: [Int] { [batch, height / size, width / size, channels] }

    /// Calls `body(row of the result, rows of the image in its square)`; a row is a pixel's channels.
    @inline(__always)
    private func forEachSquare(_ body: (Int, [Int]) -> Void) {
        var out = 0
        for image in 0..<batch {
            for y in 0..<(height / size) {
                for x in 0..<(width / size) {
                    let first = (image * height + y * size) * width + x * size
                    body(out, (0..<size * size).map { first + $0 / size * width + $0 % size })
                    out += 1
                }
            }
        }
    }

    /// Where the largest element of each square lies, for each channel; the first of equals.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func placesOfLargest<Scalar: TensorScalar>(_ a: [Scalar]) -> [Int] {
        var places = [Int](repeating: 0, count: shape.reduce(1, *))
        forEachSquare { out, rows in
            for channel in 0..<channels {
                var best = rows[0] * channels + channel
                for row in rows.dropFirst() where a[row * channels + channel] > a[best] { best = row * channels + channel }
                places[out * channels + channel] = best
            }
        }
        return places
    }

    /// The mean of each square.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func means<Scalar: TensorScalar>(_ a: [Scalar]) -> [Scalar] {
        var result = [Scalar](repeating: 0, count: shape.reduce(1, *))
        let factor = 1 / Scalar(size * size)
        forEachSquare { out, rows in
            for row in rows { for channel in 0..<channels { result[out * channels + channel] += a[row * channels + channel] * factor } }
        }
        return result
    }

    /// The derivative of the means: each square gets its share.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func spread<Scalar: TensorScalar>(_ gradient: [Scalar]) -> [Scalar] {
        var result = [Scalar](repeating: 0, count: batch * height * width * channels)
        let factor = 1 / Scalar(size * size)
        forEachSquare { out, rows in
            for row in rows { for channel in 0..<channels { result[row * channels + channel] = gradient[out * channels + channel] * factor } }
        }
        return result
    }
}
