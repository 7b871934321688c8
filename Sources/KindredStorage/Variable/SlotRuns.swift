import RoaringBitmaps
import Synchronization

/// Some rows of a segment in a form made for searching: derived from SQLite, never changed.
protocol SlotRun: Sendable {
    /// The numbers it holds, which say what joining it costs.
    var weight: Int { get }
    /// Bytes of memory it takes.
    var byteCount: Int { get }
    /// One run of these rows and of those behind them.
    func joined(with next: Self, memory: MemoryBudget) throws(StorageError) -> Self
}

/// The runs that make up one vector of a segment, by ascending slots.
///
/// Rows that arrive make a run of their own, and runs of like size are joined, so that each number is copied a logarithmic number of
/// times and readers, who hold runs of their own, never wait.
struct SlotRuns<Run: SlotRun>: Sendable {
    private(set) var runs: [Run] = []
    /// Slots below this are in the runs.
    private(set) var rows = 0
    /// Slots that were dead when they were looked at, and are not in the runs.
    private var dead = RoaringBitmap()

    /// Runs are not joined beyond this weight: nothing is gained by it, and the copy would take memory for both.
    static var fullWeight: Int { 1 << 22 }

    /// Whether rows died that a view, older than the runs, still counts.
    func isNewer(than view: SegmentView) -> Bool {
        guard !dead.isSubset(of: view.tombstones) else { return false }
        return dead.subtracting(view.tombstones).min.map { Int($0) < view.rows } ?? false
    }

    /// Whether the runs hold every live row of a view; they may hold rows behind it.
    func serves(_ view: SegmentView) -> Bool { rows >= view.rows && !isNewer(than: view) }

    /// Takes in the rows of a run, which lie behind all others.
    mutating func append(_ run: Run, memory: MemoryBudget) throws(StorageError) {
        runs.append(run)
        while runs.count > 1, case let (last, before) = (runs[runs.count - 1], runs[runs.count - 2]),
            before.weight <= 2 * last.weight, before.weight + last.weight <= Self.fullWeight
        {
            let joined = try before.joined(with: last, memory: memory)
            runs.replaceSubrange(runs.count - 2..<runs.count, with: [joined])
        }
    }

    /// Notes that every live row of a view was taken in.
    mutating func conclude(_ view: SegmentView) {
        guard view.rows > rows else { return }
        dead.formUnion(RoaringBitmap(range: UInt32(rows)..<UInt32(view.rows)).intersection(view.tombstones))
        rows = view.rows
    }
}

/// The runs of a segment's vectors of one form, by name: made from SQLite at their first use, and caught up when rows have arrived.
final class SegmentRuns<Run: SlotRun>: Sendable {
    private let known = Mutex<[String: SlotRuns<Run>]>([:])

    /// Runs with every live row of a view; they may hold rows behind it, which the caller passes over.
    ///
    /// - Parameter build: adds the rows of some slots, read from SQLite as it was when the view was made.
    func runs(
        _ name: String, _ view: SegmentView, _ build: (Range<Int>, inout SlotRuns<Run>) throws(StorageError) -> Void
    ) throws(StorageError) -> [Run] {
        let result: Result<[Run], StorageError> = known.withLock { known in
            var runs = known[name] ?? SlotRuns()
            if runs.serves(view) { return .success(runs.runs) }
            // A reader that began before the last writes makes runs of its own.
            let isOlder = runs.isNewer(than: view)
            if isOlder { runs = SlotRuns() }
            do throws(StorageError) {
                try build(runs.rows..<view.rows, &runs)
                runs.conclude(view)
                if !isOlder { known[name] = runs }
                return .success(runs.runs)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Whether runs were made that serve a view; they will from then on.
    func serves(_ name: String, _ view: SegmentView) -> Bool { known.withLock { $0[name]?.serves(view) ?? false } }

    /// The names that were searched.
    var names: [String] { known.withLock { Array($0.keys) } }

    /// Bytes of memory the runs take.
    var byteCount: Int { known.withLock { $0.values.reduce(0) { $0 + $1.runs.reduce(0) { $0 + $1.byteCount } } } }
}

/// What searching derives from a segment's vectors that vary in length.
struct VariableVectorRuns: Sendable {
    let sparse = SegmentRuns<SparsePostings>()
    let multi = SegmentRuns<MultivectorRows>()

    /// Whether a view can be searched without reading in SQLite.
    func serve(_ name: String, _ view: SegmentView) -> Bool { sparse.serves(name, view) || multi.serves(name, view) }

    var byteCount: Int { sparse.byteCount + multi.byteCount }
}
