extension GreyImage {
    /// Twice as wide and high, linear between the middles of pixels: a place (X, Y) here is (X/2 − ¼, Y/2 − ¼) there.
    var doubled: GreyImage {
        let wide = 2 * width
        var tall = [Float](repeating: 0, count: wide * height), result = [Float](repeating: 0, count: 2 * wide * height)
        for y in 0..<height {
            for x in 0..<width {
                let own = 0.75 * self[x, y]
                tall[y * wide + 2 * x] = own + 0.25 * self[max(x - 1, 0), y]
                tall[y * wide + 2 * x + 1] = own + 0.25 * self[min(x + 1, width - 1), y]
            }
        }
        for y in 0..<height {
            let own = y * wide, above = max(y - 1, 0) * wide, below = min(y + 1, height - 1) * wide
            for x in 0..<wide {
                result[2 * own + x] = 0.75 * tall[own + x] + 0.25 * tall[above + x]
                result[2 * own + wide + x] = 0.75 * tall[own + x] + 0.25 * tall[below + x]
            }
        }
        return GreyImage(trusted: result, width: wide, height: 2 * height)
    }

    /// Every second pixel of every second row: a place (X, Y) here is (2X, 2Y) there.
    var halved: GreyImage {
        let narrow = (width + 1) / 2, low = (height + 1) / 2
        var result: [Float] = []
        result.reserveCapacity(narrow * low)
        for y in stride(from: 0, to: height, by: 2) {
            for x in stride(from: 0, to: width, by: 2) { result.append(self[x, y]) }
        }
        return GreyImage(trusted: result, width: narrow, height: low)
    }

    /// The picture, no side longer than `side` pixels: each new pixel is the mean of the square that it covers.
    ///
    /// - Returns: the picture, and what a length in it is multiplied by to be one in this picture: 1 when it is small enough already.
    /// - Precondition: `side > 0`.
    public func reduced(toSide side: Int) -> (image: GreyImage, factor: Float) {
        precondition(side > 0, "a side of \(side) pixels")
        guard max(width, height) > side else { return (self, 1) }
        let factor = Float(max(width, height)) / Float(side)
        let across = Coverage(of: width, factor), down = Coverage(of: height, factor)
        var narrow = [Float](repeating: 0, count: across.count * height)
        for y in 0..<height {
            for x in 0..<across.count { narrow[y * across.count + x] = across.mean(x) { self[$0, y] } }
        }
        var result = [Float](repeating: 0, count: across.count * down.count)
        for y in 0..<down.count {
            for x in 0..<across.count { result[y * across.count + x] = down.mean(y) { narrow[$0 * across.count + x] } }
        }
        return (GreyImage(trusted: result, width: across.count, height: down.count), factor)
    }
}

/// Which old pixels each new one covers along one side.
struct Coverage {
    let length: Int
    let factor: Float
    let count: Int

    init(of length: Int, _ factor: Float) {
        self.length = length
        self.factor = factor
        count = max(1, Int((Float(length) / factor).rounded()))
    }

    /// So many new pixels over all of the old ones; more of them than of the old repeat these.
    init(of length: Int, count: Int) {
        self.length = length
        self.count = count
        factor = Float(length) / Float(count)
    }

    /// The mean of the pixels under new pixel `place`, the outer ones by the share that is covered.
    func mean(_ place: Int, _ pixel: (Int) -> Float) -> Float {
        let start = Float(place) * factor, end = min(start + factor, Float(length))
        var sum: Float = 0, weights: Float = 0
        for old in Int(start)..<min(length, Int(end.rounded(.up))) {
            let weight = min(end, Float(old + 1)) - max(start, Float(old))
            sum += weight * pixel(old)
            weights += weight
        }
        return weights > 0 ? sum / weights : pixel(min(length - 1, Int(start)))
    }
}
