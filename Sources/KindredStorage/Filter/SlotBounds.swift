internal import RoaringBitmaps

/// What indexes know about a condition: the slots that surely match, and all that might.
///
/// A set between two sets. And, or and not work on both ends at once, so that what is not known inside a formula is
/// looked at only where it still matters at the end.
struct SlotBounds: Sendable {
    /// These match.
    var certain: RoaringBitmap
    /// None but these match; a superset of `certain`.
    var possible: RoaringBitmap
    /// Whether both are the same set, which halves the work.
    var isExact: Bool

    /// Exactly these slots.
    init(exactly slots: RoaringBitmap) {
        certain = slots
        possible = slots
        isExact = true
    }

    /// Some of `possible`, among them all of `certain`.
    init(certain: RoaringBitmap = RoaringBitmap(), possible: RoaringBitmap) {
        self.certain = certain
        self.possible = possible
        isExact = false
    }

    mutating func formIntersection(_ other: SlotBounds) {
        certain.formIntersection(other.certain)
        if isExact, other.isExact {
            possible = certain
        } else {
            possible.formIntersection(other.possible)
            isExact = false
        }
    }

    mutating func formUnion(_ other: SlotBounds) {
        certain.formUnion(other.certain)
        if isExact, other.isExact {
            possible = certain
        } else {
            possible.formUnion(other.possible)
            isExact = false
        }
    }

    /// The slots of the universe that do not match.
    func complement(in universe: RoaringBitmap) -> SlotBounds {
        isExact
            ? SlotBounds(exactly: universe.subtracting(certain))
            : SlotBounds(certain: universe.subtracting(possible), possible: universe.subtracting(certain))
    }

    /// The same knowledge, but for slots about which nothing is known.
    func doubting(_ unknown: RoaringBitmap) -> SlotBounds {
        unknown.isEmpty ? self : SlotBounds(certain: certain.subtracting(unknown), possible: possible.union(unknown))
    }
}
