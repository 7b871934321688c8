/// Finds NaN and infinities in rows of floats.
enum FiniteCheck {
    /// Throws `notFinite` naming the row and the value's place when one of the values is not finite.
    ///
    /// The first pass only tells whether there is any: an exponent of all ones carries into the sign bit when one more is added to it.
    static func require(_ values: [Float], dimension: Int, firstRow: Int, path: String) throws(FileError) {
        var carry: UInt32 = 0
        for value in values { carry |= (value.bitPattern & 0x7FFF_FFFF) &+ 0x0080_0000 }
        guard carry & 0x8000_0000 != 0, let index = values.firstIndex(where: { !$0.isFinite }) else { return }
        let (row, column) = index.quotientAndRemainder(dividingBy: max(1, dimension))
        let what = values[index].isNaN ? "NaN" : "infinite, or beyond 32-bit floating point"
        throw FileError(.notFinite, path: path, at: .row(firstRow + row), "value \(column) is \(what); Kindred stores finite numbers only")
    }
}
