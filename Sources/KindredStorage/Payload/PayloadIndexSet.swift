public import RoaringBitmaps

/// The payload indexes of one segment, and with them the slots that match a filter.
///
///     var indexes = PayloadIndexSet(schema: ["price": .float, "tags": .keyword])
///     indexes.add(0, ["price": 19.9, "tags": ["red", "new"]])
///     let slots = try indexes.slots(matching: filter, in: segment)
///
/// The answer is exactly that of `FilterEvaluator` on every slot that was added and not removed. What the indexes
/// cannot say is decided on payloads, asked of the segment only for slots that are still in play. Without any index
/// that is every slot.
///
/// A value type: a copy is a snapshot, which costs nothing until one of both is changed.
public struct PayloadIndexSet: Sendable {
    /// The indexed fields.
    public let schema: [PayloadPath: PayloadFieldSchema]
    /// The slots that were added and not removed.
    public internal(set) var live = RoaringBitmap()
    /// Slots the field indexes were told about; an index cannot forget.
    var indexed = RoaringBitmap()
    /// Slots whose payload is not the one that was indexed.
    var changed = RoaringBitmap()
    /// One index for each field of the schema.
    var fields: [PayloadFieldIndex]

    /// Empty indexes.
    public init(schema: [PayloadPath: PayloadFieldSchema] = [:]) {
        self.schema = schema
        fields = schema.map { PayloadFieldIndex($0.key, $0.value) }.sorted { $0.path.description < $1.path.description }
    }

    /// Takes in the payload of a slot.
    ///
    /// A slot that was there before, removed or not, has its new payload looked at by every filter from then on
    /// (`changedCount`), since indexes do not forget; make new indexes when there are many.
    /// - Complexity: O(number of indexed values), amortised.
    public mutating func add(_ slot: UInt32, _ payload: Payload) {
        live.insert(slot)
        guard indexed.insert(slot) else {
            changed.insert(slot)
            return
        }
        for place in fields.indices { fields[place].add(slot, payload) }
    }

    /// Takes a slot out.
    public mutating func remove(_ slot: UInt32) {
        live.remove(slot)
        changed.remove(slot)
    }

    /// How many slots have a payload that the indexes do not know.
    public var changedCount: Int { changed.count }
}
