extension GreyImage {
    /// The largest middle part of a shape, in a size: what lies beyond it at two sides is cut away, and each new pixel is the mean of the area
    /// that it covers. A part that is smaller than the size is stretched.
    ///
    ///     try GreyImage(width: 4, height: 2, pixels: [9, 0, 1, 9, 9, 2, 3, 9]).covering(width: 1, height: 1).pixels    // [1.5]
    ///
    /// - Precondition: both are above 0.
    /// - Complexity: O(width · height) of the picture and of the size.
    public func covering(width across: Int, height down: Int) -> GreyImage {
        precondition(across > 0 && down > 0, "a picture of \(across) × \(down)")
        let part = middle(across: across, down: down)
        let columns = Coverage(of: part.width, count: across), rows = Coverage(of: part.height, count: down)
        var narrow = [Float](repeating: 0, count: across * part.height), result = [Float](repeating: 0, count: across * down)
        for y in 0..<part.height {
            for x in 0..<across { narrow[y * across + x] = columns.mean(x) { self[part.x + $0, part.y + y] } }
        }
        for y in 0..<down {
            for x in 0..<across { result[y * across + x] = rows.mean(y) { narrow[$0 * across + x] } }
        }
        return GreyImage(trusted: result, width: across, height: down)
    }

    /// The largest part of a shape in the middle; of a spare odd pixel the later side has the larger rest.
    private func middle(across: Int, down: Int) -> (x: Int, y: Int, width: Int, height: Int) {
        // Products stay far below 2⁶³: a picture has 2²⁴ pixels at most, and a size comes from an array that there is.
        let wide = min(width, max(1, (height * across + down / 2) / down)), high = min(height, max(1, (width * down + across / 2) / across))
        return ((width - wide) / 2, (height - high) / 2, wide, high)
    }
}
