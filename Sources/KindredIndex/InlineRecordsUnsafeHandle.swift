internal import KindredMath

/// Level 0 of a graph with all that an expansion reads in one place: for every node a record of its vector, its links, and codes of
/// the vectors that they lead to.
///
/// Gou, Gao, Xu and Long, "SymphonyQG: Towards Symphonious Integration of Quantization and Graph for Approximate Nearest Neighbor
/// Search" (SIGMOD 2025). Departures:
/// 1. The graph is the one that is walked in the compact layout too; its fillers do what their refinement of degrees does.
/// 2. A query's tables hold the sums of four components, rounded once, instead of sums of rounded ones: a quarter of the error.
/// 3. Rows are rotated by ``RandomRotation``.
// Sendable: records are written before they are searched.
@safe final class InlineRecords: @unchecked Sendable {
    let layout: InlineLayout
    let count: Int
    let rotation: RandomRotation
    let base: UnsafeMutableRawPointer
    private let owner: any AnyObject & Sendable

    /// Records that lie somewhere, or will.
    init(layout: InlineLayout, count: Int, rotation: RandomRotation, base: UnsafeMutableRawPointer, owner: any AnyObject & Sendable) {
        self.layout = layout
        self.count = count
        self.rotation = rotation
        unsafe self.base = base
        self.owner = owner
    }

    /// Bytes of all records.
    var byteCount: Int { count * layout.stride }

    /// A node's record.
    @inline(__always) func record(_ id: UInt32) -> UnsafeMutableRawPointer { unsafe base + Int(id) &* layout.stride }

    /// A node's vector; while the records are made, rotated.
    @inline(__always) func vector(_ id: UInt32) -> UnsafeMutablePointer<Float> {
        unsafe record(id).assumingMemoryBound(to: Float.self)
    }

    /// A node's links, itself in the places of those that it has not.
    @inline(__always) func links(_ id: UInt32) -> UnsafeMutablePointer<UInt32> {
        unsafe (record(id) + layout.linksOffset).assumingMemoryBound(to: UInt32.self)
    }

    /// A node's blocks of codes.
    @inline(__always) func blocks(_ id: UInt32) -> UnsafeMutablePointer<UInt8> {
        unsafe (record(id) + layout.blocksOffset).assumingMemoryBound(to: UInt8.self)
    }
}

/// How a record lies in memory: vector, links, blocks of 32 codes; each part whole cache lines.
struct InlineLayout: Sendable, Equatable {
    let codes: OneBitLayout
    /// Links of a record: a multiple of 32.
    let degree: Int

    init(dimension: Int, degree: Int) {
        codes = OneBitLayout(holding: dimension)
        self.degree = (degree + OneBitLayout.codes - 1) / OneBitLayout.codes * OneBitLayout.codes
    }

    var blocks: Int { degree / OneBitLayout.codes }
    var linksOffset: Int { 4 * codes.components }
    var blocksOffset: Int { linksOffset + 4 * degree }
    /// Bytes of a record.
    var stride: Int { blocksOffset + blocks * codes.blockBytes }
}
