// Merges of sorted arrays of unique 16-bit values. Each returns a new array whose capacity is its upper bound.
// The merges advance by adding 0 or 1 to both positions instead of branching three ways: on random values a branch is
// mispredicted half of the time, which costs more than the comparison.

extension [UInt16] {
    /// The first index whose element is not below `value`.
    func lowerBound(of value: UInt16) -> Int {
        unsafe withUnsafeBufferPointer { values in
            var low = 0
            var length = values.count
            while length > 0 {
                let half = (length + 1) >> 1
                low &+= unsafe values[low &+ half &- 1] < value ? half : 0
                length &-= half
            }
            return low
        }
    }

    /// The values of either array.
    func merging(_ other: [UInt16]) -> [UInt16] {
        unsafe merge(other, capacity: count + other.count) { a, b, out in
            var (i, j, n) = (0, 0, 0)
            while i < a.count, j < b.count {
                let (x, y) = unsafe (a[i], b[j])
                unsafe out[n] = x < y ? x : y
                n &+= 1
                i &+= x <= y ? 1 : 0
                j &+= y <= x ? 1 : 0
            }
            n = unsafe copy(a, from: i, to: out, at: n)
            return unsafe copy(b, from: j, to: out, at: n)
        }
    }

    /// The values of both arrays.
    ///
    /// When one array is much longer, each value of the shorter one is sought in it by galloping.
    func common(with other: [UInt16]) -> [UInt16] {
        let (short, long) = count <= other.count ? (self, other) : (other, self)
        return unsafe short.merge(long, capacity: short.count) { a, b, out in
            var n = 0
            unsafe forEachCommon(a, b) {
                unsafe out[n] = $0
                n &+= 1
            }
            return n
        }
    }

    /// The number of values of both arrays.
    func commonCount(with other: [UInt16]) -> Int {
        let (short, long) = count <= other.count ? (self, other) : (other, self)
        var n = 0
        unsafe short.withUnsafeBufferPointer { a in
            unsafe long.withUnsafeBufferPointer { b in
                unsafe forEachCommon(a, b) { _ in n &+= 1 }
            }
        }
        return n
    }

    /// The values of this array that are not in `other`.
    func removing(_ other: [UInt16]) -> [UInt16] {
        unsafe merge(other, capacity: count) { a, b, out in
            var (i, j, n) = (0, 0, 0)
            while i < a.count, j < b.count {
                let (x, y) = unsafe (a[i], b[j])
                unsafe out[n] = x
                n &+= x < y ? 1 : 0
                i &+= x <= y ? 1 : 0
                j &+= y <= x ? 1 : 0
            }
            return unsafe copy(a, from: i, to: out, at: n)
        }
    }

    /// The values of exactly one of the arrays.
    func toggling(_ other: [UInt16]) -> [UInt16] {
        unsafe merge(other, capacity: count + other.count) { a, b, out in
            var (i, j, n) = (0, 0, 0)
            while i < a.count, j < b.count {
                let (x, y) = unsafe (a[i], b[j])
                unsafe out[n] = x < y ? x : y
                n &+= x != y ? 1 : 0
                i &+= x <= y ? 1 : 0
                j &+= y <= x ? 1 : 0
            }
            n = unsafe copy(a, from: i, to: out, at: n)
            return unsafe copy(b, from: j, to: out, at: n)
        }
    }
}

private typealias Values = UnsafeBufferPointer<UInt16>
private typealias Output = UnsafeMutableBufferPointer<UInt16>

extension [UInt16] {
    /// Runs `body` over both arrays and room for `capacity` values; it returns how many it wrote.
    private func merge(_ other: [UInt16], capacity: Int, _ body: (Values, Values, Output) -> Int) -> [UInt16] {
        unsafe withUnsafeBufferPointer { a in
            unsafe other.withUnsafeBufferPointer { b in
                unsafe [UInt16](unsafeUninitializedCapacity: capacity) { out, written in
                    written = unsafe body(a, b, out)
                }
            }
        }
    }
}

/// Copies the rest of `source` from `start` to `out` at `n`; returns the new end of the output.
private func copy(_ source: Values, from start: Int, to out: Output, at n: Int) -> Int {
    let rest = source.count - start
    guard rest > 0, let input = source.baseAddress, let output = out.baseAddress else { return n }
    unsafe (output + n).update(from: input + start, count: rest)
    return n + rest
}

/// Calls `body` with each value of both arrays, of which `short` is not the longer.
@inline(__always)
private func forEachCommon(_ short: Values, _ long: Values, _ body: (UInt16) -> Void) {
    // CRoaring gallops from a ratio of 64; a merge of 1 to 32 still streams through both arrays faster.
    if short.count * 32 < long.count {
        unsafe forEachCommonByGalloping(short, long, body)
    } else {
        unsafe forEachCommonByBlocks(short, long, body)
    }
}

/// Compares eight values of one array with eight of the other at once, then steps over the block that ends first.
///
/// B. Schlegel, T. Willhalm, W. Lehner, *Fast sorted-set intersection using SIMD instructions*, ADMS 2011; without
/// their shuffle, which has no portable spelling: a match is rare enough to be taken out lane by lane.
@inline(__always)
private func forEachCommonByBlocks(_ a: Values, _ b: Values, _ body: (UInt16) -> Void) {
    var (i, j) = (0, 0)
    while i + 8 <= a.count, j + 8 <= b.count {
        let found = unsafe matches(a, i, b, j)
        let halves = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
        if halves.x | halves.y != 0 {
            for lane in 0..<8 where found[lane] != 0 { unsafe body(a[i &+ lane]) }
        }
        let (x, y) = unsafe (a[i &+ 7], b[j &+ 7])
        i &+= x <= y ? 8 : 0
        j &+= y <= x ? 8 : 0
    }
    unsafe forEachCommonByMerging(a, b, from: i, j, body)
}

/// All bits of a lane are set when the value of `a` in it, from `i` on, is among the eight of `b` from `j` on.
@inline(__always)
private func matches(_ a: Values, _ i: Int, _ b: Values, _ j: Int) -> SIMD8<UInt16> {
    var block = SIMD8<UInt16>()
    for lane in 0..<8 { block[lane] = unsafe a[i &+ lane] }
    var found = SIMD8<UInt16>()
    for lane in 0..<8 {
        found.replace(with: .max, where: unsafe block .== SIMD8(repeating: b[j &+ lane]))
    }
    return found
}

@inline(__always)
private func forEachCommonByMerging(_ a: Values, _ b: Values, from i: Int, _ j: Int, _ body: (UInt16) -> Void) {
    var (i, j) = (i, j)
    while i < a.count, j < b.count {
        let (x, y) = unsafe (a[i], b[j])
        if x == y { body(x) }
        i &+= x <= y ? 1 : 0
        j &+= y <= x ? 1 : 0
    }
}

@inline(__always)
private func forEachCommonByGalloping(_ short: Values, _ long: Values, _ body: (UInt16) -> Void) {
    var start = 0
    for i in 0..<short.count {
        let value = unsafe short[i]
        start = unsafe gallop(in: long, from: start, to: value)
        if start == long.count { return }
        if unsafe long[start] == value { body(value) }
    }
}

/// The first index at or after `start` whose element is not below `value`: steps of 1, 2, 4, … and then a bisection.
private func gallop(in values: Values, from start: Int, to value: UInt16) -> Int {
    var step = 1
    var low = start
    while unsafe low + step < values.count && values[low + step] < value {
        low += step
        step <<= 1
    }
    var high = Swift.min(low + step, values.count)
    while low < high {
        let middle = (low + high) >> 1
        if unsafe values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
}
