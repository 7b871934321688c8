extension JSONObject {
    /// The values a path leads to, in order; a list at its end is one value.
    ///
    ///     let payload: Payload = ["parts": [["n": 1], ["n": [2, 3]]]]
    ///     payload.values(at: "parts[].n") // [.int(1), .array([.int(2), .int(3)])]
    ///     payload.values(at: "parts.n")   // []
    public func values(at path: PayloadPath) -> [JSONValue] {
        var found: [JSONValue] = []
        forEachValue(at: path) { found.append($0) }
        return found
    }

    /// Whether any value the path leads to satisfies the predicate; a list at its end is one value.
    func contains(at path: PayloadPath, where predicate: (JSONValue) -> Bool) -> Bool {
        guard case .key(let key) = path.components[0], let value = self[key] else { return false }
        return Self.contains(value, path.components, 1, predicate)
    }

    /// Whether any value the path leads to satisfies the predicate; a list at its end stands for its elements.
    func containsElement(at path: PayloadPath, where predicate: (JSONValue) -> Bool) -> Bool {
        contains(at: path) { value in
            if case .array(let elements) = value { elements.contains(where: predicate) } else { predicate(value) }
        }
    }

    func forEachValue(at path: PayloadPath, _ body: (JSONValue) -> Void) {
        _ = contains(at: path) {
            body($0)
            return false
        }
    }

    private static func contains(
        _ value: JSONValue, _ path: [PayloadPath.Component], _ step: Int, _ predicate: (JSONValue) -> Bool
    ) -> Bool {
        guard step < path.count else { return predicate(value) }
        switch (path[step], value) {
        case (.key(let key), .object(let object)):
            guard let inner = object[key] else { return false }
            return contains(inner, path, step + 1, predicate)
        case (.index(let index), .array(let elements)):
            return index < elements.count && contains(elements[index], path, step + 1, predicate)
        case (.each, .array(let elements)):
            return elements.contains { contains($0, path, step + 1, predicate) }
        default:
            return false
        }
    }
}

extension JSONObject {
    /// Puts the keys of `other` into this object, or into the objects a path leads to.
    ///
    /// Keys that are there get the new value at their old place, others are appended. Along a path objects that are
    /// missing are made, and values of another kind are replaced; elements of a list that do not exist are not made.
    ///
    ///     var payload: Payload = ["a": 1]
    ///     payload.merge(["x": 2], at: "b.c") // {"a":1,"b":{"c":{"x":2}}}
    public mutating func merge(_ other: JSONObject, at path: PayloadPath? = nil) {
        guard let path else {
            for (key, value) in other { self[key] = value }
            return
        }
        write(at: path) { value in
            var object = value.objectValue ?? JSONObject()
            object.merge(other)
            value = .object(object)
        }
    }

    /// Replaces the values a path leads to; the way there is made as in `merge(_:at:)`.
    public mutating func set(_ value: JSONValue, at path: PayloadPath) {
        write(at: path) { $0 = value }
    }

    /// Removes what a path leads to: a key from its object or, when the path ends in `[]`, all elements of the list.
    /// A path that ends in an index removes nothing, since doing so twice would remove two elements.
    public mutating func remove(at path: PayloadPath) {
        var root = JSONValue.object(self)
        self = JSONObject()
        Self.remove(from: &root, path.components[...])
        if case .object(let object) = root { self = object }
    }

    private mutating func write(at path: PayloadPath, _ change: (inout JSONValue) -> Void) {
        var root = JSONValue.object(self)
        self = JSONObject()
        Self.write(into: &root, path.components[...], change)
        if case .object(let object) = root { self = object }
    }

    private static func write(
        into value: inout JSONValue, _ path: ArraySlice<PayloadPath.Component>, _ change: (inout JSONValue) -> Void
    ) {
        guard let step = path.first else { return change(&value) }
        let rest = path.dropFirst()
        if case .key(let key) = step {
            var object = value.objectValue ?? JSONObject()
            value = .null
            if object[key] == nil { object[key] = .null }
            object.update(key) { write(into: &$0, rest, change) }
            value = .object(object)
        } else {
            var elements = value.arrayValue ?? []
            value = .null
            for place in elements.indices where step == .each || step == .index(place) {
                write(into: &elements[place], rest, change)
            }
            value = .array(elements)
        }
    }

    private static func remove(from value: inout JSONValue, _ path: ArraySlice<PayloadPath.Component>) {
        guard let step = path.first else { return }
        let rest = path.dropFirst()
        switch (step, value) {
        case (.key(let key), .object(var object)):
            value = .null
            if rest.isEmpty { object[key] = nil } else { object.update(key) { remove(from: &$0, rest) } }
            value = .object(object)
        case (.each, .array) where rest.isEmpty:
            value = .array([])
        case (_, .array(var elements)) where !rest.isEmpty:
            value = .null
            for place in elements.indices where step == .each || step == .index(place) { remove(from: &elements[place], rest) }
            value = .array(elements)
        default:
            break
        }
    }
}
