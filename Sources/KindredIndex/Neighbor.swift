/// A row found by a search: its slot and the value of the reduction between query and row.
///
/// `value` is what the kernel reduces to (squared L2, dot product, …), before any measure's finish. Whether small or
/// large values are near is the reduction's matter, so neighbours have no order of their own: results come nearest
/// first, ties by smaller slot.
public struct Neighbor: Sendable, Hashable {
    /// The row's number, from 0.
    public var slot: UInt32
    /// The reduction of query and row.
    public var value: Float

    /// A row and the reduction of query and row.
    public init(slot: UInt32, value: Float) {
        self.slot = slot
        self.value = value
    }
}
