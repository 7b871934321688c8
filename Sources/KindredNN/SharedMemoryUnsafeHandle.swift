/// Memory that several threads fill, each its own part.
// Sendable: who hands parts to threads keeps the parts apart.
@safe final class SharedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    /// Memory of `count` elements that are written before they are read.
    init(count: Int) {
        unsafe base = .allocate(capacity: max(1, count))
        self.count = count
    }

    /// Memory of one value.
    convenience init(count: Int, of value: Element) {
        self.init(count: count)
        unsafe base.initialize(repeating: value, count: count)
    }

    /// A copy of an array.
    convenience init(_ array: [Element]) {
        self.init(count: array.count)
        for (place, element) in array.enumerated() { unsafe (base + place).initialize(to: element) }
    }

    deinit { unsafe base.deallocate() }

    /// A copy as an array.
    var array: [Element] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }
}

/// A place in the memory of an array that outlives the threads which read and write through it.
// Sendable: each thread keeps to its own part, or only reads.
@safe struct SharedPointer<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>

    init(_ base: UnsafeMutablePointer<Element>) { unsafe self.base = base }
    init(_ base: UnsafePointer<Element>) { unsafe self.base = UnsafeMutablePointer(mutating: base) }
}

/// The memory of four arrays, for threads to read; nothing happens when one is empty.
@inline(__always)
func withPointers<Element: BitwiseCopyable>(
    _ a: [Element], _ b: [Element], _ c: [Element], _ d: [Element],
    _ body: (SharedPointer<Element>, SharedPointer<Element>, SharedPointer<Element>, SharedPointer<Element>) -> Void
) {
    unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
            unsafe c.withUnsafeBufferPointer { c in
                unsafe d.withUnsafeBufferPointer { d in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress, let d = d.baseAddress else { return }
                    unsafe body(SharedPointer(a), SharedPointer(b), SharedPointer(c), SharedPointer(d))
                }
            }
        }
    }
}

/// C ← op(A)·op(B) + β·C through bare pointers: A m × k, B k × n once transposed or not.
@inline(__always)
func multiply<Scalar: TensorScalar>(
    _ a: UnsafePointer<Scalar>, transposeA: Bool = false, _ b: UnsafePointer<Scalar>, transposeB: Bool = false, m: Int, n: Int,
    k: Int, beta: Scalar = 0, into c: UnsafeMutablePointer<Scalar>
) {
    let a = unsafe UnsafeBufferPointer(start: a, count: m * k), b = unsafe UnsafeBufferPointer(start: b, count: k * n)
    var c = unsafe UnsafeMutableBufferPointer(start: c, count: m * n).mutableSpan
    unsafe Scalar.multiply(
        a.span, transposeA: transposeA, b.span, transposeB: transposeB, m: m, n: n, k: k, beta: beta, into: &c)
}
