internal import KindredMath

/// The rows of an inverted file by list: their numbers, and where they are coded, codes and biases.
///
/// With codes, a row y in the list of centroid c is known as c + r, where r is what its code stands for, and
///
///     |q - y|²  ≈  |q - c|² + (2 c·r + |r|² + |y - c - r|²) - 2 q·r        (squared L2)
///       -q·y    ≈    -q·c                                   -   q·r        (dot product)
///
/// The first term is the list's, the second the row's bias, and the last needs one table for all lists. The error of a row's
/// own code is known, and added, so that estimates are right in the mean.
///
/// A list begins at a multiple of 32 places and fills whole blocks; places without a row have an infinite bias, and a number
/// that is no row.
// Sendable: written only while it is built, by workers that each own some lists; read only afterwards.
@safe final class InvertedLists: @unchecked Sendable {
    /// The first place of each list, and behind the last.
    let starts: [Int]
    /// Rows of each list.
    let counts: [Int]
    let codeBytes: Int
    let ids: UnsafeMutablePointer<UInt32>
    let bias: UnsafeMutablePointer<Float>
    let codes: UnsafeMutablePointer<UInt8>
    private let owners: [any AnyObject & Sendable]

    static let block = 32
    static let none = UInt32.max

    /// Places for so many rows a list, none taken.
    ///
    /// - Parameter codeBytes: bytes of a row's codes; 0 for neither codes nor biases.
    init(counts: [Int], codeBytes: Int) {
        self.counts = counts
        self.codeBytes = codeBytes
        starts = Self.starts(counts)
        let places = starts[counts.count], coded = codeBytes > 0 ? places : 0
        let blocks = [places * 4, coded * 4, places * codeBytes].map { MemoryBlock(byteCount: $0) }
        unsafe ids = blocks[0].base.assumingMemoryBound(to: UInt32.self)
        unsafe bias = blocks[1].base.assumingMemoryBound(to: Float.self)
        unsafe codes = blocks[2].base.assumingMemoryBound(to: UInt8.self)
        owners = blocks
        unsafe ids.update(repeating: Self.none, count: places)
        unsafe bias.update(repeating: .infinity, count: coded)
    }

    /// Lists that lie somewhere already.
    init(
        counts: [Int], codeBytes: Int, ids: UnsafeRawPointer, bias: UnsafeRawPointer, codes: UnsafeRawPointer,
        owner: any AnyObject & Sendable
    ) {
        self.counts = counts
        self.codeBytes = codeBytes
        starts = Self.starts(counts)
        owners = [owner]
        unsafe self.ids = UnsafeMutableRawPointer(mutating: ids).assumingMemoryBound(to: UInt32.self)
        unsafe self.bias = UnsafeMutableRawPointer(mutating: bias).assumingMemoryBound(to: Float.self)
        unsafe self.codes = UnsafeMutableRawPointer(mutating: codes).assumingMemoryBound(to: UInt8.self)
    }

    static func starts(_ counts: [Int]) -> [Int] {
        var starts = [0]
        starts.reserveCapacity(counts.count + 1)
        for count in counts { starts.append(starts[starts.count - 1] + (count + block - 1) / block * block) }
        return starts
    }

    var places: Int { starts[counts.count] }
    /// Bytes of the numbers, the biases and the codes.
    var sizes: [Int] { [places * 4, codeBytes > 0 ? places * 4 : 0, places * codeBytes] }
    var bases: [UnsafeRawPointer] { unsafe [UnsafeRawPointer(ids), UnsafeRawPointer(bias), UnsafeRawPointer(codes)] }

    /// Lists with room for more rows; what is there is there still.
    func grown(to counts: [Int]) -> InvertedLists {
        let larger = InvertedLists(counts: counts, codeBytes: codeBytes)
        for list in counts.indices {
            let old = starts[list], new = larger.starts[list], places = starts[list + 1] - old
            unsafe (larger.ids + new).update(from: ids + old, count: places)
            guard codeBytes > 0 else { continue }
            unsafe (larger.bias + new).update(from: bias + old, count: places)
            unsafe (larger.codes + new * codeBytes).update(from: codes + old * codeBytes, count: places * codeBytes)
        }
        return larger
    }

    /// Writes the codes of a row of 4 or 8 bits: part p at `codes[p * stride]`.
    func write(_ from: UnsafePointer<UInt8>, stride: Int, at place: Int, _ quantizer: ProductQuantizer) {
        if quantizer.bits == 8 {
            let to = unsafe codes + place * codeBytes
            for p in 0..<quantizer.parts { unsafe to[p] = from[p &* stride] }
            return
        }
        let to = unsafe codes + place / Self.block * Self.block * codeBytes + place % Self.block
        for p in 0..<quantizer.parts {
            unsafe to[p / 4 &* 64 &+ p / 2 % 2 &* 32] |= from[p &* stride] << UInt8(p % 2 &* 4)
        }
    }
}
