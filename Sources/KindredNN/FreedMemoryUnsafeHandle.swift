/// What becomes of memory between the steps of training.
///
/// glibc gives the end of its heap back to the system when more is free than twice the largest block that ever was mapped and freed. A step that
/// makes and frees a few MiB then faults its pages anew each time: 3.1 ms instead of 2.3 for a batch of 256 of a perceptron (Zen 4). Freeing one
/// untouched block raises that bound to 48 MiB.
enum FreedMemory {
    /// True once the bound is raised.
    static let isKept = raisesBound(24 << 20)

    @inline(never)
    private static func raisesBound(_ count: Int) -> Bool {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { _, filled in filled = 0 }.capacity >= count
    }
}
