extension RoaringBitmap: Equatable {
    /// Whether both sets have the same values, whatever the layout of their chunks.
    public static func == (left: RoaringBitmap, right: RoaringBitmap) -> Bool {
        left.keys == right.keys && zip(left.containers, right.containers).allSatisfy { $0.hasSameValues(as: $1) }
    }
}

extension RoaringBitmap: Hashable {
    /// Feeds the values, whatever the layout of their chunks, into `hasher`.
    ///
    /// - Complexity: O(*n*) bytes without run chunks; a full chunk costs 8 KiB.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(keys)
        for container in containers {
            switch container.withoutRuns() {
            case .array(let array): hasher.combine(array.values)
            case .bitset(let bitset): hasher.combine(bitset.words)
            case .run: preconditionFailure("a container without runs has runs")
            }
        }
    }
}

extension RoaringBitmap {
    /// Whether every value of this set is in `other`. The empty set is a subset of every set.
    ///
    /// - Complexity: O(*s* + *t*) over the chunks both have; stops at the first chunk that says no.
    public func isSubset(of other: RoaringBitmap) -> Bool {
        var j = 0
        for (key, container) in zip(keys, containers) {
            while j < other.keys.count, other.keys[j] < key { j += 1 }
            guard j < other.keys.count, other.keys[j] == key else { return false }
            let theirs = other.containers[j]
            if container.count > theirs.count || container.intersectionCount(theirs) != container.count { return false }
        }
        return true
    }

    /// Whether every value of `other` is in this set.
    public func isSuperset(of other: RoaringBitmap) -> Bool {
        other.isSubset(of: self)
    }

    /// Whether the sets have no value in common.
    ///
    /// - Complexity: O(*s* + *t*) over the chunks both have; stops at the first chunk that says no.
    public func isDisjoint(with other: RoaringBitmap) -> Bool {
        !commonChunks(with: other) { $0.intersectionCount($1) > 0 }
    }

    /// The number of values of both sets, without making their intersection.
    ///
    /// - Complexity: O(*s* + *t*) over the chunks both have.
    public func intersectionCount(_ other: RoaringBitmap) -> Int {
        var count = 0
        _ = commonChunks(with: other) {
            count += $0.intersectionCount($1)
            return false
        }
        return count
    }

    /// The number of values of either set, without making their union.
    public func unionCount(_ other: RoaringBitmap) -> Int {
        count + other.count - intersectionCount(other)
    }

    /// The number of values of exactly one of the sets, without making the set of them.
    public func symmetricDifferenceCount(_ other: RoaringBitmap) -> Int {
        count + other.count - 2 * intersectionCount(other)
    }

    /// The Jaccard similarity |*A* ∩ *B*| / |*A* ∪ *B*|, in 0…1; 1 when both sets are empty.
    public func jaccard(_ other: RoaringBitmap) -> Double {
        let common = intersectionCount(other)
        let all = count + other.count - common
        return all == 0 ? 1 : Double(common) / Double(all)
    }

    /// Calls `body` with each pair of chunks of the same key until it answers true; returns whether it did.
    private func commonChunks(with other: RoaringBitmap, until body: (Container, Container) -> Bool) -> Bool {
        var (i, j) = (0, 0)
        while i < keys.count, j < other.keys.count {
            let (own, theirs) = (keys[i], other.keys[j])
            if own == theirs, body(containers[i], other.containers[j]) { return true }
            i += own <= theirs ? 1 : 0
            j += theirs <= own ? 1 : 0
        }
        return false
    }
}

extension Container {
    fileprivate func hasSameValues(as other: Container) -> Bool {
        switch (self, other) {
        case (.array(let a), .array(let b)): a == b
        case (.bitset(let a), .bitset(let b)): a == b
        case (.run(let a), .run(let b)): a == b
        default: count == other.count && intersectionCount(other) == count
        }
    }
}
