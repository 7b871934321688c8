/// A collection as it is at one moment: an immutable list of segments.
///
/// Readers take one and never wait; a writer publishes a new one after each commit.
struct Snapshot: Sendable {
    /// By ascending pids.
    var segments: [SegmentView]
    /// The number of the commit that made it.
    var generation: Int64 = 0

    /// Points that count.
    var count: Int { segments.reduce(0) { $0 + $1.liveCount } }

    /// The place of the row with this pid.
    func index(of pid: Int64) -> Int? {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].segment.first <= pid { low = middle + 1 } else { high = middle }
        }
        return low > 0 && segments[low - 1].mayHold(pid) ? low - 1 : nil
    }
}

extension Snapshot {
    /// Whether all segments are open and the rows that a filter matches were found before, so that nobody need read in SQLite.
    func knows(_ filter: Filter?) -> Bool {
        segments.allSatisfy { view in
            view.rows == 0 || view.segment.openContents != nil && (filter.map { $0.isEmpty || view.cachedMatches($0) != nil } ?? true)
        }
    }
}
