/// The working memory of one search of lists: leased from the index, used by one thread at a time, kept between searches.
// Sendable: a scratch belongs to the one thread that leased it.
@safe final class ListScratch: @unchecked Sendable {
    /// Rows estimated per call of a kernel: a whole number of blocks of 32.
    static let chunk = 1024

    /// How far each centroid is, and the query's code that tells.
    let distances: UnsafeMutablePointer<Float>
    let coarseCode: UnsafeMutablePointer<UInt8>
    /// The query about the rows' mean, filled up with zeros; and the rows' own query where it is of another type.
    let query: UnsafeMutablePointer<Float>
    let decoded: UnsafeMutableRawPointer
    /// Products of the query's parts with all codewords, and the same as bytes.
    let tables: UnsafeMutablePointer<Float>
    let tableBytes: UnsafeMutablePointer<UInt8>
    /// Estimates of a chunk and which of them are below the bound; or ids and their keys.
    let values: UnsafeMutablePointer<Float>
    let masks: UnsafeMutablePointer<UInt32>
    let ids: UnsafeMutablePointer<UInt32>
    let keys: UnsafeMutablePointer<UInt32>
    /// The lists chosen, nearest first, and what is added to all estimates of each.
    private(set) var order: UnsafeMutablePointer<UInt64>
    private(set) var lists: UnsafeMutablePointer<UInt32>
    private(set) var listKeys: UnsafeMutablePointer<UInt32>
    private(set) var bases: UnsafeMutablePointer<Float>
    private var listCapacity = 64
    /// Candidates by estimate, and the nearest of them by comparison.
    private(set) var candidates: UnsafeMutablePointer<UInt64>
    private(set) var nearest: UnsafeMutablePointer<UInt64>
    private var candidateCapacity = 256

    init(lists count: Int, dimension: Int, queryFloats: Int, tableFloats: Int, tableByteCount: Int) {
        let codeBytes = (dimension + 127) / 64 * 64
        unsafe distances = .allocate(capacity: count + 16)
        unsafe coarseCode = Self.zeros(codeBytes)
        unsafe query = UnsafeMutableRawPointer(Self.zeros(queryFloats * 4 + 64)).assumingMemoryBound(to: Float.self)
        unsafe decoded = UnsafeMutableRawPointer(Self.zeros(dimension * 4 + 64))
        unsafe tables = .allocate(capacity: tableFloats + 16)
        unsafe tableBytes = Self.zeros(tableByteCount + 64)
        unsafe values = .allocate(capacity: Self.chunk)
        unsafe masks = .allocate(capacity: Self.chunk / 32)
        unsafe ids = .allocate(capacity: Self.chunk + 16)
        unsafe keys = .allocate(capacity: Self.chunk + 16)
        unsafe order = .allocate(capacity: listCapacity)
        unsafe lists = .allocate(capacity: listCapacity)
        unsafe listKeys = .allocate(capacity: listCapacity)
        unsafe bases = .allocate(capacity: listCapacity)
        unsafe candidates = .allocate(capacity: candidateCapacity)
        unsafe nearest = .allocate(capacity: candidateCapacity)
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(64, count), alignment: 64)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: max(64, count))
        return unsafe bytes.assumingMemoryBound(to: UInt8.self)
    }

    deinit {
        unsafe distances.deallocate()
        unsafe UnsafeMutableRawPointer(coarseCode).deallocate()
        unsafe UnsafeMutableRawPointer(query).deallocate()
        unsafe decoded.deallocate()
        unsafe tables.deallocate()
        unsafe UnsafeMutableRawPointer(tableBytes).deallocate()
        unsafe values.deallocate()
        unsafe masks.deallocate()
        unsafe ids.deallocate()
        unsafe keys.deallocate()
        unsafe order.deallocate()
        unsafe lists.deallocate()
        unsafe listKeys.deallocate()
        unsafe bases.deallocate()
        unsafe candidates.deallocate()
        unsafe nearest.deallocate()
    }

    /// Makes room for so many lists; keeps nothing.
    func reserve(lists count: Int) {
        guard count > listCapacity else { return }
        listCapacity = count
        unsafe order.deallocate()
        unsafe lists.deallocate()
        unsafe listKeys.deallocate()
        unsafe bases.deallocate()
        unsafe order = .allocate(capacity: count)
        unsafe lists = .allocate(capacity: count)
        unsafe listKeys = .allocate(capacity: count)
        unsafe bases = .allocate(capacity: count)
    }

    /// Makes room for so many candidates; keeps nothing.
    func reserve(candidates count: Int) {
        guard count > candidateCapacity else { return }
        candidateCapacity = count
        unsafe candidates.deallocate()
        unsafe nearest.deallocate()
        unsafe candidates = .allocate(capacity: count)
        unsafe nearest = .allocate(capacity: count)
    }
}
