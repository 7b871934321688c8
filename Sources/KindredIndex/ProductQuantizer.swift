// Jégou, Douze, Schmid, "Product Quantization for Nearest Neighbor Search", IEEE TPAMI 33(1), 2011. Departures: rows are coded
// less a centroid but queries are not, so that one table of products serves all lists (see InvertedLists); codes of 4 bits
// lie in blocks of 32 rows and are looked up in registers (André, Kermarrec, Le Scouarnec, VLDB 2015).

/// A vector as a few numbers: it is cut into parts of equal length, and each is replaced by the nearest of 16 or 256
/// codewords that were learnt for that part.
struct ProductQuantizer: Sendable, Equatable {
    /// Components of a vector.
    let dimension: Int
    /// How many parts it is cut into, the last filled up with zeros where they do not divide it.
    let parts: Int
    /// Bits of a code, 4 or 8.
    let bits: Int
    /// Codewords in columns: component j of codeword c of part p at `(p * partDimension + j) * codewords + c`.
    let columns: [Float]

    /// Sums of so many bytes at most fit 16 bits when each is at least 1.
    static let partsMax = 4096

    /// Components of a part.
    var partDimension: Int { (dimension + parts - 1) / parts }
    /// Components of all parts.
    var paddedDimension: Int { partDimension * parts }
    /// Codewords of a part.
    var codewords: Int { 1 << bits }
    /// Fours of parts: 64 bytes of a block of 32 rows of 4-bit codes.
    var quads: Int { (parts + 3) / 4 }
    /// The largest byte of a table, so that no sum of them exceeds 16 bits.
    var tableTop: Int { min(255, 65_535 / parts) }
    /// Bytes of a row's codes: blocks of 4-bit codes have room for a multiple of 4 parts.
    var codeBytes: Int { bits == 8 ? parts : 2 * quads }

    static func columnCount(dimension: Int, parts: Int, bits: Int) -> Int {
        (dimension + parts - 1) / parts * parts << bits
    }
}
