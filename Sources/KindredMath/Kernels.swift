internal import CKindredKernels

/// Reductions over vectors, for one instruction set of this machine.
///
///     let kernels = Kernels.active
///     kernels.dot([1, 2].span, [3, 4].span) // 11
///
/// The inner loops are C, compiled for several instruction sets and chosen when the program runs. Results of integer
/// elements and of L∞ are the same for every set; sums of floats differ by the rounding of another order. Within one
/// set every form (one row, rows by id, rows in sequence) gives the same bits for the same two vectors.
///
/// The environment variable `KINDRED_SIMD` (`avx512`, `avx2`, `neon`, `scalar`) selects ``active``. A set that the
/// machine lacks is not obeyed; compare ``requested`` with the ``name`` of ``active``.
///
/// ## Topics
/// - Choosing: ``active``, ``available``, ``named(_:)``, ``requested``
/// - Two vectors: ``dot(_:_:)``, ``squaredL2(_:_:)``, ``reduce(_:_:query:row:dimension:)``, ``minkowski(_:_:p:)``, ``hamming(_:_:)``, ``jaccard(_:_:)``
/// - One against many: ``scan(_:query:rows:into:)``, ``norms(of:dimension:into:)``
/// - For indexes, on raw memory: ``Gather``, ``Scan``, ``AnyCloser``, ``Pair``, ``unvisited``, ``below``, ``rank``, ``prefetch(_:)``
/// - Conversions: ``convertToHalf(_:into:)``, ``encodeU7(_:low:inverseStep:into:)``
/// - Codes of 4 bits: ``FourBitLayout``, ``gatherU4``, ``project(_:mean:matrix:width:into:)``
/// - Codes of 1 bit: ``OneBitLayout``, ``estimateB1``, ``rotate(_:window:signs:)``
/// - Bytes: ``crc32c(_:continuing:)``, ``sum(_:)``
@safe
// Sendable: the table is a constant of the program, as are the functions it points to.
public struct Kernels: @unchecked Sendable {
    let table: UnsafePointer<kindred_table>

    init(table: UnsafePointer<kindred_table>) {
        unsafe self.table = table
    }

    /// The best kernels of this machine, or those that `KINDRED_SIMD` named when they exist here.
    public static let active = unsafe Kernels(table: kindred_table_active())

    /// The kernels of that name (`avx512`, `avx2`, `neon`, `scalar`), or nil when this machine has none such.
    public static func named(_ name: String) -> Kernels? {
        unsafe kindred_table_named(name).map { unsafe Kernels(table: $0) }
    }

    /// What this machine can run, best first. The last is `scalar`, the plain loops that the others are tested against.
    public static let available = ["avx512", "avx2", "neon", "scalar"].compactMap(named)

    /// What `KINDRED_SIMD` asked for when ``active`` was chosen; nil when it was unset or empty.
    public static var requested: String? {
        unsafe kindred_table_requested().map { unsafe String(cString: $0) }
    }

    /// The name of the instruction set.
    public var name: String {
        unsafe String(cString: table.pointee.name)
    }
}
