/// Σ over one axis.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func sums<Scalar: TensorScalar>(_ a: [Scalar], _ blocks: AxisBlocks) -> [Scalar] {
    let (length, inner) = (blocks.length, blocks.inner)
    var result = [Scalar](repeating: 0, count: blocks.outer * inner)
    unsafe result.withUnsafeMutableBufferPointer { result in
        unsafe a.withUnsafeBufferPointer { a in
            guard let a = a.baseAddress, let result = result.baseAddress else { return }
            for outer in 0..<blocks.outer {
                let block = unsafe a + outer * length * inner, out = unsafe result + outer * inner
                if inner == 1 {
                    unsafe out[0] = sum(block, length)
                } else {
                    for i in 0..<length { for n in 0..<inner { unsafe out[n] += block[i &* inner &+ n] } }
                }
            }
        }
    }
    return result
}

/// `a`, of `outer` × `inner`, repeated `length` times along the axis between them.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func repeated<Scalar: TensorScalar>(_ a: [Scalar], _ blocks: AxisBlocks, times factor: Scalar) -> [Scalar] {
    let (length, inner) = (blocks.length, blocks.inner)
    let count = blocks.outer * length * inner
    return unsafe [Scalar](unsafeUninitializedCapacity: count) { result, filled in
        unsafe a.withUnsafeBufferPointer { a in
            guard let a = a.baseAddress, let result = result.baseAddress else { return }
            for outer in 0..<blocks.outer {
                let row = unsafe a + outer * inner, out = unsafe result + outer * length * inner
                for i in 0..<length { for n in 0..<inner { unsafe (out + (i &* inner &+ n)).initialize(to: factor * row[n]) } }
            }
        }
        filled = count
    }
}

/// Where along the axis the best element of each line lies; the first of equals.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func places<Scalar: TensorScalar>(ofBestIn a: [Scalar], _ blocks: AxisBlocks, sign: Scalar) -> [Int] {
    let (length, inner) = (blocks.length, blocks.inner)
    var places = [Int](repeating: 0, count: blocks.outer * inner)
    unsafe a.withUnsafeBufferPointer { a in
        guard let a = a.baseAddress else { return }
        for line in places.indices {
            let start = unsafe a + ((line / inner) * length * inner + line % inner)
            var best = unsafe sign * start[0], place = 0
            for i in 0..<length where unsafe sign * start[i &* inner] > best {
                unsafe best = sign * start[i &* inner]
                place = i
            }
            places[line] = place
        }
    }
    return places
}

/// Calls `body(line's start, its step, its length)` for every line along the axis of a copy of `a`, and gives the copy.
@inline(__always)
func transformingLines<Scalar: TensorScalar>(
    _ a: [Scalar], _ blocks: AxisBlocks, _ body: (UnsafeMutablePointer<Scalar>, Int, Int) -> Void
) -> [Scalar] {
    var result = a
    let (length, inner) = (blocks.length, blocks.inner)
    unsafe result.withUnsafeMutableBufferPointer { result in
        guard let result = result.baseAddress else { return }
        for outer in 0..<blocks.outer {
            for n in 0..<inner { unsafe body(result + (outer * length * inner + n), inner, length) }
        }
    }
    return result
}

/// Softmax along an axis, or its logarithm, with the largest element taken off first.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func softmaxed<Scalar: TensorScalar>(_ a: [Scalar], _ blocks: AxisBlocks, logarithm: Bool) -> [Scalar] {
    unsafe transformingLines(a, blocks) { line, step, length in
        guard length > 0 else { return }
        var largest = unsafe line[0]
        for i in 1..<max(1, length) { largest = unsafe max(largest, line[i &* step]) }
        var total: Scalar = 0
        for i in 0..<length {
            let shifted = unsafe line[i &* step] - largest
            let e = Scalar.exponential(shifted)
            total += e
            unsafe line[i &* step] = logarithm ? shifted : e
        }
        let offset = Scalar.logarithm(total), factor = 1 / total
        for i in 0..<length {
            let x = unsafe line[i &* step]
            unsafe line[i &* step] = logarithm ? x - offset : x * factor
        }
    }
}
