extension RoaringBitmap {
    /// How many values of the set are not above `value`.
    ///
    ///     let set: RoaringBitmap = [10, 20, 30]
    ///     set.rank(20)                    // 2
    ///     set.select(set.rank(20) - 1)    // 20
    ///
    /// The bound is included, as in the literature on succinct sets, so `rank(.max)` is `count`.
    ///
    /// - Complexity: O(*c* + *s*), where *c* is the number of chunks and *s* the size of one.
    public func rank(_ value: UInt32) -> Int {
        let place = locate(value.high)
        let below = containers[..<place.index].reduce(0) { $0 + $1.count }
        return place.found ? below + containers[place.index].rank(value.low) : below
    }

    /// The value above exactly `index` others, or `nil` when the set has no more than `index` values.
    ///
    /// - Precondition: `index` is not negative.
    /// - Complexity: O(*c* + *s*), where *c* is the number of chunks and *s* the size of one.
    public func select(_ index: Int) -> UInt32? {
        precondition(index >= 0, "index \(index) is negative")
        var rest = index
        for (key, container) in zip(keys, containers) {
            if rest < container.count { return value(key, container.select(rest)) }
            rest -= container.count
        }
        return nil
    }
}
