internal import RoaringBitmaps

/// The payload index of one field of one segment.
///
/// Slots whose values are all of the index's kind (nulls aside) are *regular*: the index knows them. All others are
/// *irregular*: it knows only that they are there, and conditions on the field look at their payloads. So an index never
/// changes an answer.
struct PayloadFieldIndex: Sendable {
    let path: PayloadPath
    let schema: PayloadFieldSchema

    /// Slots with a value that is neither null nor an empty list.
    var nonEmpty = RoaringBitmap()
    /// Slots with a null, itself or in a list.
    var nulls = RoaringBitmap()
    /// Slots with a value whose number of elements is not 1; `counts` knows theirs, all other `nonEmpty` have 1.
    var oddlyCounted = RoaringBitmap()
    /// For each number of elements the oddly counted slots that have a value of that number.
    var counts: [UInt64: RoaringBitmap] = [:]
    /// Slots with two elements or more.
    var multiple = RoaringBitmap()
    /// Slots with a value of another kind.
    var irregular = RoaringBitmap()

    // Only the one that the schema asks for is filled.
    var strings = PostingIndex<ByteString>()
    var bools = PostingIndex<Bool>()
    var uuids = PostingIndex<PointID>()
    var integers = SortedIndex<Int64>()
    var doubles = SortedIndex<Double>()
    var places = SortedIndex<GeoPoint>()

    init(_ path: PayloadPath, _ schema: PayloadFieldSchema) {
        self.path = path
        self.schema = schema
    }

    /// Takes in a slot that was never added before.
    mutating func add(_ slot: UInt32, _ payload: Payload) {
        var elements = 0
        payload.forEachValue(at: path) { value in
            noteCount(FilterEvaluator.Test.count(value), slot)
            if !FilterEvaluator.Test.isEmpty(value) { nonEmpty.insert(slot) }
            if case .array(let list) = value {
                elements += list.count
                for element in list { insert(element, slot) }
            } else {
                elements += 1
                insert(value, slot)
            }
        }
        if elements > 1 { multiple.insert(slot) }
    }

    private mutating func noteCount(_ count: UInt64, _ slot: UInt32) {
        if count != 1 {
            // A value of one element may have come before, as in `a[].b`.
            if !oddlyCounted.contains(slot), nonEmpty.contains(slot) { counts[1, default: RoaringBitmap()].insert(slot) }
            oddlyCounted.insert(slot)
            counts[count, default: RoaringBitmap()].insert(slot)
        } else if oddlyCounted.contains(slot) {
            counts[1, default: RoaringBitmap()].insert(slot)
        }
    }

    private mutating func insert(_ element: JSONValue, _ slot: UInt32) {
        if case .null = element {
            nulls.insert(slot)
        } else if !insertRegular(element, slot) {
            irregular.insert(slot)
        }
    }

    /// Puts the element into the index; false when it is of another kind.
    private mutating func insertRegular(_ element: JSONValue, _ slot: UInt32) -> Bool {
        switch (schema, element) {
        case (.keyword, .string(let text)):
            strings.insert(ByteString(text), slot)
        case (.text(let options), .string(let text)):
            for token in options.documentTokens(text) { strings.insert(token, slot) }
        case (.bool, .bool(let bool)):
            bools.insert(bool, slot)
        case (.integer, .int(let integer)):
            integers.insert(integer, slot, by: <)
        case (.integer, .double(let double)):
            guard let integer = Int64(exactly: double) else { return false }
            integers.insert(integer, slot, by: <)
        case (.float, .int), (.float, .uint), (.float, .double):
            guard let double = Self.exactDouble(element) else { return false }
            doubles.insert(double, slot, by: <)
        case (.datetime, .string(let text)):
            guard let moment = Timestamp(text) else { return false }
            integers.insert(moment.microseconds, slot, by: <)
        case (.uuid, .string(let text)):
            guard let uuid = PointID(uuid: text), uuid.description == text else { return false }
            uuids.insert(uuid, slot)
        case (.geo, .object):
            guard let place = GeoPoint(element) else { return false }
            places.insert(place, slot) { $0.latitude < $1.latitude }
        default:
            return false
        }
        return true
    }

    /// The number as a double, when that loses nothing.
    private static func exactDouble(_ value: JSONValue) -> Double? {
        switch value {
        case .int(let integer): Double(exactly: integer)
        case .uint(let integer): Double(exactly: integer)
        case .double(let double): double.isNaN ? nil : double
        default: nil
        }
    }
}
