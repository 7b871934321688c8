public import RoaringBitmaps

/// What a segment tells about its points when a filter is turned into a bitmap of slots.
public protocol FilterSource {
    /// The payload of a slot; empty when it has none.
    func payload(at slot: UInt32) throws -> Payload

    /// The name of the point in a slot.
    func id(at slot: UInt32) throws -> PointID

    /// The slot of a point, nil when the segment does not have it.
    func slot(of id: PointID) throws -> UInt32?

    /// The slots whose point has a vector of the name; the empty name is the unnamed vector.
    func slots(withVector name: String) throws -> RoaringBitmap

    /// Hands over the payloads of many slots in any order. A store that reads faster in bulk overrides this.
    func forEachPayload(at slots: RoaringBitmap, _ body: (UInt32, Payload) throws -> Void) throws
}

extension FilterSource {
    /// Asks for one payload after the other.
    public func forEachPayload(at slots: RoaringBitmap, _ body: (UInt32, Payload) throws -> Void) throws {
        try slots.forEach { slot in try body(slot, payload(at: slot)) }
    }
}
