import RoaringBitmaps
import Testing

/// Laws of sets over random bitmaps of every layout.
@Suite struct PropertyTests {
    @Test(arguments: 0..<UInt64(40))
    func algebra(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (a, b, c) = (random.bitmap(), random.bitmap(), random.bitmap())
        #expect(a.union(b) == b.union(a))
        #expect(a.intersection(b) == b.intersection(a))
        #expect(a.symmetricDifference(b) == a.union(b).subtracting(a.intersection(b)))
        #expect(a.intersection(b.union(c)) == a.intersection(b).union(a.intersection(c)))
        #expect(a.symmetricDifference(b).symmetricDifference(b) == a)
        #expect(a.subtracting(b).union(a.intersection(b)) == a)
        #expect(RoaringBitmap.union(of: [a, b, c]) == a.union(b).union(c))
    }

    @Test(arguments: 0..<UInt64(20))
    func countsWithoutSets(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (a, b) = (random.bitmap(), random.bitmap())
        let (both, either) = (a.intersection(b), a.union(b))
        #expect(a.intersectionCount(b) == both.count)
        #expect(a.unionCount(b) == either.count)
        #expect(a.symmetricDifferenceCount(b) == a.symmetricDifference(b).count)
        #expect(a.jaccard(b) == (either.isEmpty ? 1 : Double(both.count) / Double(either.count)))
        #expect(a.isDisjoint(with: b) == both.isEmpty)
    }

    @Test(arguments: 0..<UInt64(20))
    func subsets(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (a, b) = (random.bitmap(), random.bitmap())
        #expect(a.isSubset(of: a) && RoaringBitmap().isSubset(of: a))
        #expect(a.intersection(b).isSubset(of: a))
        #expect(a.isSubset(of: a.union(b)) && a.union(b).isSuperset(of: b))
        #expect(a.subtracting(b).isDisjoint(with: b))
        #expect(a.isSubset(of: b) == a.subtracting(b).isEmpty)
        guard let value = a.max else { return }
        var less = a
        less.remove(value)
        #expect(less.isSubset(of: a) && !a.isSubset(of: less))
        #expect(less != a)
    }

    @Test(arguments: 0..<UInt64(20), [1, 63, 64, 65_536, 200_001, 1 << 32])
    func deMorgan(seed: UInt64, universe: Int) {
        var random = SplitMix64(seed: seed)
        let (a, b) = (random.bitmap(), random.bitmap())
        let (notA, notB) = (a.complement(within: universe), b.complement(within: universe))
        #expect(a.union(b).complement(within: universe) == notA.intersection(notB))
        #expect(a.intersection(b).complement(within: universe) == notA.union(notB))
        let all = RoaringBitmap(range: 0...UInt32(universe - 1))
        #expect(notA == all.subtracting(a))
        #expect(notA.complement(within: universe) == all.intersection(a))
        #expect(notA.count == universe - a.rank(UInt32(universe - 1)))
    }

    @Test(arguments: 0..<UInt64(20))
    func rankAndSelectAreInverse(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let a = random.bitmap()
        let values = Array(a)
        for index in stride(from: 0, to: values.count, by: max(1, values.count / 200)) {
            #expect(a.select(index) == values[index])
            #expect(a.rank(values[index]) == index + 1)
        }
        #expect(a.select(values.count) == nil)
        #expect(a.rank(.max) == values.count)
        for _ in 0..<100 {
            let value = UInt32(random.below(4 << 16))
            let rank = a.rank(value)
            #expect(rank == 0 || a.select(rank - 1).map { $0 <= value } == true)
            #expect(a.select(rank).map { $0 > value } ?? true)
        }
    }

    @Test(arguments: 0..<UInt64(20))
    func allWaysThroughTheSetAgree(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let a = random.bitmap()
        let values = Array(a)
        var visited: [UInt32] = []
        a.forEach { visited.append($0) }
        #expect(visited == values)
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
        #expect(values.count == a.count)
        var rebuilt = RoaringBitmap()
        var previousEnd: UInt32?
        a.forEachRange { range in
            if let end = previousEnd { #expect(range.lowerBound > end && range.lowerBound - end > 1) }
            previousEnd = range.upperBound
            rebuilt.insert(range)
        }
        #expect(rebuilt == a)
        #expect(RoaringBitmap(sortedUnique: values) == a)
        #expect(RoaringBitmap(values.reversed() + values) == a)
    }

    @Test(arguments: 0..<UInt64(20))
    func layoutsDoNotShow(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let a = random.bitmap()
        var (runs, plain) = (a, a)
        runs.optimize()
        plain.removeRunCompression()
        #expect(!plain.hasRunCompression)
        #expect(runs == plain && runs.hashValue == plain.hashValue && a.hashValue == plain.hashValue)
        #expect(runs.serializedByteCount <= plain.serializedByteCount)
        #expect(runs.memoryByteCount <= plain.memoryByteCount)
        for bitmap in [a, runs, plain] {
            let bytes = bitmap.serialized()
            #expect(bytes.count == bitmap.serializedByteCount)
            let read = try RoaringBitmap(serialized: bytes)
            #expect(read == a)
            #expect(read.serialized() == bytes)
        }
    }

    @Test(arguments: 0..<UInt64(10), [0, 1, 64, 100, 65_535, 65_536, 65_537, 200_000, 300_000])
    func denseWords(seed: UInt64, count: Int) {
        var random = SplitMix64(seed: seed)
        let a = random.bitmap()
        let words = a.words(count: count)
        #expect(words.count == (count + 63) / 64)
        var below = RoaringBitmap()
        if count > 0 { below = a.intersection(RoaringBitmap(range: 0..<UInt32(count))) }
        #expect(RoaringBitmap(words: words) == below)
        #expect(words.reduce(0) { $0 + $1.nonzeroBitCount } == below.count)
        // A longer buffer keeps its tail, whatever was in its head is gone.
        var buffer = [UInt64](repeating: .max, count: words.count + 3)
        a.copyBits(into: &buffer, count: count)
        #expect(Array(buffer.dropLast(3)) == words)
        #expect(Array(buffer.suffix(3)) == [.max, .max, .max])
    }
}
