/// The keys and values of a JSON object in the order in which they were written.
///
///     var payload: Payload = ["title": "ratel", "year": 2021]
///     payload["year"]          // .int(2021)
///     payload["draft"] = true  // appended
///     payload["title"] = nil   // removed; `.null` stores a null
///
/// Keys are compared byte by byte. A key written twice keeps its first place and its last value.
/// Small objects are searched from the front; beyond sixteen keys a hash table finds them.
public struct JSONObject: Sendable {
    /// The keys in order.
    public private(set) var keys: [String] = []
    /// The values, in the order of `keys`.
    public private(set) var values: [JSONValue] = []
    /// Where each key stands, kept only for large objects.
    private var places: [ByteString: Int] = [:]

    private static var smallCount: Int { 16 }

    /// An object without keys.
    public init() {}

    /// An object of the pairs in order; of equal keys the last value wins.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        for (key, value) in pairs { self[key] = value }
    }

    /// Makes room for so many keys.
    mutating func reserveCapacity(_ count: Int) {
        keys.reserveCapacity(count)
        values.reserveCapacity(count)
    }

    /// The number of keys.
    public var count: Int { keys.count }
    /// Whether there is no key.
    public var isEmpty: Bool { keys.isEmpty }

    /// The value of a key, nil when it is missing. Setting nil removes the key; set `.null` to store a null.
    ///
    /// - Complexity: O(1) for reading and appending; removal is O(*n*).
    public subscript(key: String) -> JSONValue? {
        get { place(of: key).map { values[$0] } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): values[place] = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Changes the value of a key in place, without copying it; does nothing when the key is missing.
    mutating func update<R>(_ key: String, _ change: (inout JSONValue) throws -> R) rethrows -> R? {
        guard let place = place(of: key) else { return nil }
        return try change(&values[place])
    }

    private func place(of key: String) -> Int? {
        guard keys.count > Self.smallCount else { return keys.firstIndex { sameBytes($0, key) } }
        return places[ByteString(key)]
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        keys.append(key)
        values.append(value)
        if keys.count > Self.smallCount + 1 {
            places[ByteString(key)] = keys.count - 1
        } else if keys.count == Self.smallCount + 1 {
            reindex()
        }
    }

    private mutating func remove(at place: Int) {
        keys.remove(at: place)
        values.remove(at: place)
        reindex()
    }

    private mutating func reindex() {
        places.removeAll()
        guard keys.count > Self.smallCount else { return }
        for (place, key) in keys.enumerated() { places[ByteString(key)] = place }
    }
}

extension JSONObject: Hashable {
    public static func == (a: JSONObject, b: JSONObject) -> Bool {
        a.count == b.count && zip(a.keys, b.keys).allSatisfy(sameBytes) && a.values == b.values
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(keys)
        hasher.combine(values)
    }
}

extension JSONObject: Sequence {
    /// The pairs in order.
    public func makeIterator() -> Zip2Sequence<[String], [JSONValue]>.Iterator {
        zip(keys, values).makeIterator()
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
