/// Which neighbouring segments are worth rewriting as one.
///
/// Sizes behave like a binary counter: a closed growing segment is sealed together with the older neighbours that are no larger
/// than what follows them, so each row is rewritten about log₂(*n* / segment rows) times and there are as many segments.
/// A segment of which the vacuum threshold's share is deleted is rewritten by itself.
struct MergePolicy {
    let vacuumThreshold: Double

    /// The next run of segments to rewrite; nil when nothing needs it.
    ///
    /// - Parameter isOpen: whether the last segment still takes rows, and is left alone.
    func next(_ segments: [SegmentView], isOpen: Bool) -> Range<Int>? {
        let closed = segments.dropLast(isOpen ? 1 : 0)
        if let last = closed.last, !last.segment.isSealed {
            var start = closed.firstIndex { !$0.segment.isSealed } ?? closed.endIndex - 1
            var rows = closed[start...].reduce(0) { $0 + $1.liveCount }
            while start > 0, segments[start - 1].liveCount <= rows {
                start -= 1
                rows += segments[start].liveCount
            }
            return start..<closed.endIndex
        }
        return closed.indices.first { needsVacuum(segments[$0]) }.map { $0..<$0 + 1 }
    }

    func needsVacuum(_ view: SegmentView) -> Bool {
        view.rows > 0 && Double(view.tombstones.count) >= vacuumThreshold * Double(view.rows)
    }
}
