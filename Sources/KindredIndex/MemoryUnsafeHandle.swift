internal import KindredMath

/// A block of raw memory that frees itself: aligned to a huge page when large, to a cache-line pair otherwise.
///
/// Large blocks ask for huge pages where the system grants them on request (Linux `madvise`): random reads of codes and
/// links then miss the TLB less, worth about 7 % of a search.
// Sendable: the pointer never changes; who writes through it is the business of the owner, who keeps it exclusive.
@safe final class MemoryBlock: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int

    /// Zeroed memory of at least `byteCount` bytes.
    init(byteCount: Int) {
        precondition(byteCount >= 0, "a block of \(byteCount) bytes")
        let rounded: Int
        unsafe (base, rounded) = allocateInPages(byteCount: byteCount, alignment: 128)
        self.byteCount = rounded
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: rounded)
    }

    deinit { unsafe base.deallocate() }
}
