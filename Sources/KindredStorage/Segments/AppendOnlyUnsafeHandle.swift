/// A buffer of fixed capacity into which one writer appends while others read what is already there.
///
/// The writer publishes a new count through the collection's snapshot, whose lock orders the write before every read of it;
/// nobody reads an element the snapshot does not count. So no reader ever waits.
// Sendable: elements below the published count never change, elements above it are touched by the one writer only.
final class AppendOnlyBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let capacity: Int
    private let base: UnsafeMutablePointer<Element>

    init(capacity: Int) {
        self.capacity = capacity
        unsafe base = .allocate(capacity: max(capacity, 1))
    }

    deinit { unsafe base.deallocate() }

    /// The element at `index`.
    ///
    /// - Precondition: it was written before the snapshot that the caller holds.
    subscript(index: Int) -> Element {
        precondition(index >= 0 && index < capacity, "element \(index) of \(capacity)")
        return unsafe base[index]
    }

    /// Writes elements from `index` on; only the collection's writer calls this, and only behind the published count.
    func write(_ elements: [Element], at index: Int) {
        precondition(index >= 0 && index + elements.count <= capacity, "\(elements.count) elements at \(index) of \(capacity)")
        for (offset, element) in elements.enumerated() { unsafe (base + index + offset).initialize(to: element) }
    }

    /// The elements' address, for a kernel.
    var address: UnsafePointer<Element> { unsafe UnsafePointer(base) }
}
