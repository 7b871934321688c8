/// The eight ways in which a square falls on itself: turned by 0, 90, 180 or 270 degrees, and each of these mirrored.
///
/// A letter turned or mirrored is another letter: as classes of their own they make the learner see more kinds than there are.
public enum ImageSymmetry: Int, Sendable, Hashable, CaseIterable {
    /// As it is.
    case identity
    /// Turned by 90 degrees counter-clockwise.
    case quarter
    /// Turned by 180 degrees.
    case half
    /// Turned by 270 degrees counter-clockwise.
    case threeQuarters
    /// Left and right exchanged.
    case mirrored
    /// Left and right exchanged, then turned by 90 degrees.
    case mirroredQuarter
    /// Left and right exchanged, then turned by 180 degrees.
    case mirroredHalf
    /// Left and right exchanged, then turned by 270 degrees.
    case mirroredThreeQuarters

    /// The image of a square of side × side pixels.
    ///
    /// - Precondition: `image.count == side * side`.
    public func applied(to image: [Float], side: Int) -> [Float] {
        precondition(image.count == side * side, "\(image.count) pixels are no square of side \(side)")
        guard self != .identity else { return image }
        var result = image
        for row in 0..<side {
            for column in 0..<side { result[row * side + column] = image[source(row, column, side - 1)] }
        }
        return result
    }

    private func source(_ row: Int, _ column: Int, _ last: Int) -> Int {
        let side = last + 1
        let (i, j): (Int, Int) =
            switch rawValue % 4 {
            case 0: (row, column)
            case 1: (column, last - row)
            case 2: (last - row, last - column)
            default: (last - column, row)
            }
        return i * side + (rawValue >= 4 ? last - j : j)
    }
}
