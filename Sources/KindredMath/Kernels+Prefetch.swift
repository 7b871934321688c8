public import CKindredKernels

extension Kernels {
    /// Asks for the cache line at `address` without waiting for it. No address is wrong: what cannot be read is ignored.
    ///
    /// Inlined to one instruction in the caller's module.
    @unsafe @inlinable @inline(__always)
    public static func prefetch(_ address: UnsafeRawPointer) {
        unsafe kindred_prefetch(address)
    }
}
