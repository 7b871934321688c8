/// Memory that several threads fill, each its own part. Whoever uses it from another room has it inlined: loops over it are hot.
// Sendable: who hands parts to threads keeps the parts apart.
@safe @usableFromInline package final class SharedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
    @usableFromInline package let base: UnsafeMutablePointer<Element>
    @usableFromInline package let count: Int

    /// Memory of `count` elements that are written before they are read.
    @inlinable
    package init(count: Int) {
        unsafe base = .allocate(capacity: max(1, count))
        self.count = count
    }

    /// Memory of one value.
    @inlinable
    package convenience init(count: Int, of value: Element) {
        self.init(count: count)
        unsafe base.initialize(repeating: value, count: max(1, count))
    }

    /// A copy of an array.
    @inlinable
    package convenience init(_ array: [Element]) {
        self.init(count: array.count)
        for (place, element) in array.enumerated() { unsafe (base + place).initialize(to: element) }
    }

    @inlinable
    deinit { unsafe base.deallocate() }

    /// A copy as an array.
    @inlinable
    package var array: [Element] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }
}

/// A place in the memory of an array that outlives the threads which read and write through it.
// Sendable: each thread keeps to its own part, or only reads.
@safe @usableFromInline package struct SharedPointer<Element: BitwiseCopyable>: @unchecked Sendable {
    @usableFromInline package let base: UnsafeMutablePointer<Element>

    @inlinable
    package init(_ base: UnsafeMutablePointer<Element>) { unsafe self.base = base }
    @inlinable
    package init(_ base: UnsafePointer<Element>) { unsafe self.base = UnsafeMutablePointer(mutating: base) }
}
