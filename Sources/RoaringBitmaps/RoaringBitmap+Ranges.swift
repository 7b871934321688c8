extension RoaringBitmap {
    /// Creates the set of all values of `range`, in a few bytes for each 65,536 values.
    public init(range: ClosedRange<UInt32>) {
        self.init()
        insert(range)
    }

    /// Creates the set of all values of `range`, in a few bytes for each 65,536 values.
    public init(range: Range<UInt32>) {
        self.init()
        insert(range)
    }

    /// Adds all values of `range`.
    ///
    /// - Complexity: O(*c* + *r*), where *c* is the number of chunks and *r* how many the range touches.
    public mutating func insert(_ range: ClosedRange<UInt32>) {
        rebuild(in: range) { container, low in
            guard var container else { return Container(low) }
            container.insert(low)
            return container
        }
    }

    /// Adds all values of `range`.
    ///
    /// - Complexity: O(*c* + *r*), where *c* is the number of chunks and *r* how many the range touches.
    public mutating func insert(_ range: Range<UInt32>) {
        if !range.isEmpty { insert(ClosedRange(range)) }
    }

    /// Removes all values of `range`.
    ///
    /// - Complexity: O(*c*), where *c* is the number of chunks.
    public mutating func remove(_ range: ClosedRange<UInt32>) {
        let first = keys.lowerBound(of: range.lowerBound.high)
        let place = locate(range.upperBound.high)
        let last = place.found ? place.index + 1 : place.index
        var kept: [(key: UInt16, container: Container)] = []
        for index in first..<last {
            let low = range.part(in: keys[index])
            if low.count == 1 << 16 { continue }
            var container = containers[index]
            container.remove(low)
            if !container.isEmpty { kept.append((keys[index], container)) }
        }
        keys.replaceSubrange(first..<last, with: kept.map(\.key))
        containers.replaceSubrange(first..<last, with: kept.map(\.container))
    }

    /// Removes all values of `range`.
    ///
    /// - Complexity: O(*c*), where *c* is the number of chunks.
    public mutating func remove(_ range: Range<UInt32>) {
        if !range.isEmpty { remove(ClosedRange(range)) }
    }

    /// Removes the values of `range` that are there and adds those that are not.
    ///
    /// - Complexity: O(*c* + *r*), where *c* is the number of chunks and *r* how many the range touches.
    public mutating func toggle(_ range: ClosedRange<UInt32>) {
        rebuild(in: range) { container, low in
            guard var container else { return Container(low) }
            container.toggle(low)
            return container
        }
    }

    /// Removes the values of `range` that are there and adds those that are not.
    ///
    /// - Complexity: O(*c* + *r*), where *c* is the number of chunks and *r* how many the range touches.
    public mutating func toggle(_ range: Range<UInt32>) {
        if !range.isEmpty { toggle(ClosedRange(range)) }
    }

    /// The values of 0 ..< `universe` that are not in this set; values of this set from `universe` on are dropped.
    ///
    ///     let deleted: RoaringBitmap = [1, 3]
    ///     Array(deleted.complement(within: 5)) // [0, 2, 4]
    ///
    /// - Precondition: `universe` is in 0…2³².
    /// - Complexity: O(*c* + *r*), where *c* is the number of chunks and *r* is `universe` / 65,536.
    public func complement(within universe: Int) -> RoaringBitmap {
        precondition(universe >= 0 && universe <= 1 << 32, "universe \(universe) is not in 0...\(1 << 32)")
        guard universe > 0 else { return RoaringBitmap() }
        var result = self
        let end = UInt32(universe - 1)
        if end < .max { result.remove(end + 1...UInt32.max) }
        result.toggle(0...end)
        return result
    }

    /// Puts `body(chunk, part)` in the place of each chunk `range` touches, present or not.
    private mutating func rebuild(
        in range: ClosedRange<UInt32>, _ body: (Container?, ClosedRange<UInt16>) -> Container
    ) {
        var result = RoaringBitmap()
        var index = keys.lowerBound(of: range.lowerBound.high)
        let first = index
        for key in range.lowerBound.high...range.upperBound.high {
            var old: Container?
            if index < keys.count, keys[index] == key {
                old = containers[index]
                index += 1
            }
            result.append(key, body(old, range.part(in: key)))
        }
        keys.replaceSubrange(first..<index, with: result.keys)
        containers.replaceSubrange(first..<index, with: result.containers)
    }
}

extension ClosedRange<UInt32> {
    /// The low halves of the values of this range in the chunk `key`, which it touches.
    func part(in key: UInt16) -> ClosedRange<UInt16> {
        (lowerBound.high == key ? lowerBound.low : 0)...(upperBound.high == key ? upperBound.low : .max)
    }
}
