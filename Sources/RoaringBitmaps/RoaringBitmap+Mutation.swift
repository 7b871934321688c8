extension RoaringBitmap {
    /// Adds `value`.
    ///
    /// - Returns: Whether `value` was missing.
    /// - Complexity: O(log *c* + *s*), where *c* is the number of chunks and *s* the size of one array or run list;
    ///   O(log *c*) in a bitset chunk; amortised O(1) when `value` is above all others.
    @discardableResult
    public mutating func insert(_ value: UInt32) -> Bool {
        let place = locate(value.high)
        if place.found { return containers[place.index].insert(value.low) }
        keys.insert(value.high, at: place.index)
        containers.insert(.array(ArrayContainer([value.low])), at: place.index)
        return true
    }

    /// Removes `value`.
    ///
    /// - Returns: Whether `value` was there.
    /// - Complexity: O(log *c* + *s*), where *c* is the number of chunks and *s* the size of one array or run list;
    ///   O(log *c*) in a bitset chunk; O(*c*) when the chunk goes away.
    @discardableResult
    public mutating func remove(_ value: UInt32) -> Bool {
        let place = locate(value.high)
        guard place.found, containers[place.index].remove(value.low) else { return false }
        if containers[place.index].isEmpty { replace(at: place.index, with: .vacant) }
        return true
    }

    /// Removes every value.
    public mutating func removeAll() {
        self = RoaringBitmap()
    }
}
