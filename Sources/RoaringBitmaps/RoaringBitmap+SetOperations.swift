extension RoaringBitmap {
    /// The values of this set, of `other`, or of both.
    ///
    /// - Complexity: O(*s* + *t*), where *s* and *t* are the sizes in bytes; chunks of one side only are shared.
    public func union(_ other: RoaringBitmap) -> RoaringBitmap {
        merging(other, keepsOwn: true, keepsOther: true) { $0.union($1) }
    }

    /// The values of both this set and `other`.
    ///
    /// - Complexity: O(*s* + *t*) over the chunks both have; galloping when one array is much shorter.
    public func intersection(_ other: RoaringBitmap) -> RoaringBitmap {
        merging(other, keepsOwn: false, keepsOther: false) { $0.intersection($1) }
    }

    /// The values of exactly one of this set and `other`.
    ///
    /// - Complexity: O(*s* + *t*), where *s* and *t* are the sizes in bytes; chunks of one side only are shared.
    public func symmetricDifference(_ other: RoaringBitmap) -> RoaringBitmap {
        merging(other, keepsOwn: true, keepsOther: true) { $0.symmetricDifference($1) }
    }

    /// The values of this set that are not in `other`.
    ///
    /// - Complexity: O(*s* + *t*), where *s* and *t* are the sizes in bytes; chunks of this side only are shared.
    public func subtracting(_ other: RoaringBitmap) -> RoaringBitmap {
        merging(other, keepsOwn: true, keepsOther: false) { $0.subtracting($1) }
    }

    /// Adds the values of `other`; bitset chunks change in place.
    ///
    /// - Complexity: O(*t* + *c*), where *t* is the size of `other` in bytes and *c* the number of chunks.
    public mutating func formUnion(_ other: RoaringBitmap) {
        if other.isEmpty { return }
        if isEmpty { self = other; return }
        let common = updateEach(with: other) { own, theirs in
            if let theirs { own.formUnion(theirs) }
        }
        if common < other.keys.count { self = merging(other, keepsOwn: true, keepsOther: true) { own, _ in own } }
    }

    /// Removes the values that are not in `other`; bitset chunks change in place.
    ///
    /// - Complexity: O(*s* + *t*) over the chunks both have.
    public mutating func formIntersection(_ other: RoaringBitmap) {
        updateEach(with: other) { own, theirs in
            if let theirs { own.formIntersection(theirs) } else { own = .vacant }
        }
    }

    /// Replaces this set by the values of exactly one of it and `other`, as `symmetricDifference(_:)` does.
    public mutating func formSymmetricDifference(_ other: RoaringBitmap) {
        self = symmetricDifference(other)
    }

    /// Removes the values of `other`; bitset chunks change in place.
    ///
    /// - Complexity: O(*s* + *t*) over the chunks both have.
    public mutating func subtract(_ other: RoaringBitmap) {
        updateEach(with: other) { own, theirs in
            if let theirs { own.subtract(theirs) }
        }
    }
}

extension RoaringBitmap {
    /// Walks the chunks of both sets in order; `combine` makes one of two chunks of the same key.
    private func merging(
        _ other: RoaringBitmap, keepsOwn: Bool, keepsOther: Bool, _ combine: (Container, Container) -> Container
    ) -> RoaringBitmap {
        var result = RoaringBitmap()
        var (i, j) = (0, 0)
        while i < keys.count, j < other.keys.count {
            let (own, theirs) = (keys[i], other.keys[j])
            if own == theirs {
                result.append(own, combine(containers[i], other.containers[j]))
            } else if own < theirs, keepsOwn {
                result.append(own, containers[i])
            } else if own > theirs, keepsOther {
                result.append(theirs, other.containers[j])
            }
            i += own <= theirs ? 1 : 0
            j += theirs <= own ? 1 : 0
        }
        if keepsOwn { result.append(rest: self, from: i) }
        if keepsOther { result.append(rest: other, from: j) }
        return result
    }

    /// Adds the chunks of `other` from `start` on, whose keys are above all of this set.
    private mutating func append(rest other: RoaringBitmap, from start: Int) {
        keys.append(contentsOf: other.keys[start...])
        containers.append(contentsOf: other.containers[start...])
    }

    /// Changes each chunk in place, given the one of the same key in `other`; chunks that become empty go away.
    ///
    /// - Returns: How many keys both sets have.
    @discardableResult
    private mutating func updateEach(
        with other: RoaringBitmap, _ update: (inout Container, Container?) -> Void
    ) -> Int {
        var (j, kept, common) = (0, 0, 0)
        for i in keys.indices {
            while j < other.keys.count, other.keys[j] < keys[i] { j += 1 }
            let isCommon = j < other.keys.count && other.keys[j] == keys[i]
            common += isCommon ? 1 : 0
            update(&containers[i], isCommon ? other.containers[j] : nil)
            if containers[i].isEmpty { continue }
            if kept < i {
                keys[kept] = keys[i]
                containers.swapAt(kept, i)
            }
            kept += 1
        }
        keys.removeLast(keys.count - kept)
        containers.removeLast(containers.count - kept)
        return common
    }
}
