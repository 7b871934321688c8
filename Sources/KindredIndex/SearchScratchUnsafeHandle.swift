#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif
internal import Synchronization

/// The working memory of one search: leased from the index, used by one thread at a time, never freed between searches.
// Sendable: a scratch belongs to the one thread that leased it.
@safe final class SearchScratch: @unchecked Sendable {
    /// One bit per node: seen in this search.
    let visited: UnsafeMutablePointer<UInt32>
    /// Ids whose keys are wanted, and the keys.
    let ids: UnsafeMutablePointer<UInt32>
    let keys: UnsafeMutablePointer<UInt32>
    /// The query as the graph's space wants it (codes), and a row decoded into a query.
    let query: UnsafeMutableRawPointer
    let decoded: UnsafeMutableRawPointer
    /// The sorted beam: `key << 32 | id << 1 | expanded`.
    private(set) var pool: UnsafeMutablePointer<UInt64>
    /// A second run of entries: candidates while building, admitted rows while filtering, reranked ones.
    private(set) var entries: UnsafeMutablePointer<UInt64>
    private(set) var poolCapacity: Int

    private let visitedBytes: Int
    /// How many ids and keys fit.
    let idsCapacity: Int

    init(nodes: Int, idsCapacity: Int, queryBytes: Int, ef: Int) {
        visitedBytes = (nodes / 32 + 2) * 4
        self.idsCapacity = idsCapacity
        poolCapacity = max(ef + 1, 64)
        unsafe visited = .allocate(capacity: visitedBytes / 4)
        unsafe visited.initialize(repeating: 0, count: visitedBytes / 4)
        unsafe ids = .allocate(capacity: idsCapacity + 16)
        unsafe keys = .allocate(capacity: idsCapacity + 16)
        unsafe query = .allocate(byteCount: queryBytes + 64, alignment: 64)
        unsafe decoded = .allocate(byteCount: queryBytes + 64, alignment: 64)
        unsafe query.initializeMemory(as: UInt8.self, repeating: 0, count: queryBytes + 64)
        unsafe decoded.initializeMemory(as: UInt8.self, repeating: 0, count: queryBytes + 64)
        unsafe pool = .allocate(capacity: poolCapacity)
        unsafe entries = .allocate(capacity: poolCapacity)
    }

    deinit {
        unsafe visited.deallocate()
        unsafe ids.deallocate()
        unsafe keys.deallocate()
        unsafe query.deallocate()
        unsafe decoded.deallocate()
        unsafe pool.deallocate()
        unsafe entries.deallocate()
    }

    /// Makes room for a beam of `ef`; allocates only when it is wider than any before. Keeps the first entries of
    /// ``entries``, nothing else.
    func reserve(ef: Int, keeping kept: Int = 0) {
        guard ef + 1 > poolCapacity else { return }
        let wider = UnsafeMutablePointer<UInt64>.allocate(capacity: ef + 1)
        unsafe wider.update(from: entries, count: kept)
        unsafe pool.deallocate()
        unsafe entries.deallocate()
        poolCapacity = ef + 1
        unsafe pool = .allocate(capacity: poolCapacity)
        unsafe entries = wider
    }

    /// Forgets which nodes were seen.
    @inline(__always) func clearVisited() { unsafe memset(visited, 0, visitedBytes) }

    @inline(__always) func markVisited(_ id: UInt32) { unsafe visited[Int(id >> 5)] |= 1 << (id & 31) }

    @inline(__always) func unmarkVisited(_ id: UInt32) { unsafe visited[Int(id >> 5)] &= ~(1 << (id & 31)) }

    @inline(__always) func isVisited(_ id: UInt32) -> Bool { unsafe visited[Int(id >> 5)] >> (id & 31) & 1 != 0 }
}

/// The scratches of an index that are not in use.
typealias ScratchPool = IdleScratches<SearchScratch>

/// Scratches that are not in use.
final class IdleScratches<Scratch: Sendable>: Sendable {
    private let idle = Mutex<[Scratch]>([])
    private let make: @Sendable () -> Scratch

    init(make: @escaping @Sendable () -> Scratch) { self.make = make }

    /// Runs `body` with a scratch that no other thread has.
    @inline(__always) func withScratch<R, E: Error>(_ body: (Scratch) throws(E) -> R) throws(E) -> R {
        let scratch = idle.withLock { $0.popLast() } ?? make()
        defer { idle.withLock { $0.append(scratch) } }
        return try body(scratch)
    }
}

/// One place of the beam: nearness first, then the node, then whether its links were followed. Setting the mark never
/// changes the order, since no node is in the beam twice.
enum BeamEntry {
    static let expanded: UInt64 = 1

    @inline(__always) static func make(key: UInt32, id: UInt32) -> UInt64 { UInt64(key) << 32 | UInt64(id) << 1 }
    @inline(__always) static func id(_ entry: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: entry) >> 1 }
    @inline(__always) static func key(_ entry: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: entry >> 32) }
}
