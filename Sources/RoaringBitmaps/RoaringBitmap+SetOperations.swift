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
        let hasNewKeys = updateCommon(with: other) { $0.formUnion($1) } < other.keys.count
        if hasNewKeys { self = merging(other, keepsOwn: true, keepsOther: true) { own, _ in own } }
    }

    /// Removes the values that are not in `other`; bitset chunks change in place.
    public mutating func formIntersection(_ other: RoaringBitmap) {
        self = intersection(other)
    }

    /// Replaces this set by the values of exactly one of it and `other`.
    public mutating func formSymmetricDifference(_ other: RoaringBitmap) {
        self = symmetricDifference(other)
    }

    /// Removes the values of `other`.
    public mutating func subtract(_ other: RoaringBitmap) {
        self = subtracting(other)
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

    /// Changes in place each chunk `other` has too; returns how many those are. No chunk may become empty.
    private mutating func updateCommon(
        with other: RoaringBitmap, _ update: (inout Container, Container) -> Void
    ) -> Int {
        var (i, j, common) = (0, 0, 0)
        while i < keys.count, j < other.keys.count {
            let (own, theirs) = (keys[i], other.keys[j])
            if own == theirs {
                update(&containers[i], other.containers[j])
                common += 1
            }
            i += own <= theirs ? 1 : 0
            j += theirs <= own ? 1 : 0
        }
        return common
    }
}
