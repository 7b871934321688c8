#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A block of raw memory that frees itself: aligned to a huge page when large, to a cache-line pair otherwise.
///
/// Large blocks ask for huge pages where the system grants them on request (Linux `madvise`): random reads of codes and
/// links then miss the TLB less, worth about 7 % of a search.
// Sendable: the pointer never changes; who writes through it is the business of the owner, who keeps it exclusive.
@safe final class MemoryBlock: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int

    private static let hugePage = 2 << 20

    /// Zeroed memory of at least `byteCount` bytes.
    init(byteCount: Int) {
        precondition(byteCount >= 0, "a block of \(byteCount) bytes")
        let huge = byteCount >= Self.hugePage
        let alignment = huge ? Self.hugePage : 128
        let rounded = (max(byteCount, 1) + alignment - 1) / alignment * alignment
        unsafe base = .allocate(byteCount: rounded, alignment: alignment)
        self.byteCount = rounded
        #if os(Linux)
        if huge { _ = unsafe madvise(base, rounded, MADV_HUGEPAGE) }
        #endif
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: rounded)
    }

    deinit { unsafe base.deallocate() }
}
