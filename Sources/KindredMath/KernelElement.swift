internal import CKindredKernels

/// What a stored component of a vector is.
///
/// A query has the element of its rows, but for ``f16`` and ``bf16``, whose query is `Float`.
public enum KernelElement: UInt8, Sendable, Hashable, CaseIterable {
    /// `Float`.
    case f32 = 0
    /// IEEE half precision, as its bit pattern in a `UInt16`.
    case f16 = 1
    /// The upper half of a `Float`, as its bit pattern in a `UInt16`.
    case bf16 = 2
    /// `Int8`.
    case i8 = 3
    /// `UInt8`.
    case u8 = 4
    /// `UInt8` of 0...127. The smaller range makes dot and squared L2 twice as fast.
    case u7 = 5
    /// Bits packed in bytes; a dimension counts bytes, and the unused bits of the last one are 0.
    case bits = 6

    /// The bytes of a row of `dimension` components.
    public func rowBytes(dimension: Int) -> Int {
        kindred_row_bytes(code, dimension)
    }

    /// The bytes of a query of `dimension` components.
    public func queryBytes(dimension: Int) -> Int {
        isFloat ? dimension * 4 : dimension
    }

    /// Whether components are floating-point numbers.
    public var isFloat: Bool {
        self == .f32 || self == .f16 || self == .bf16
    }

    var code: kindred_element { kindred_element(rawValue: numericCast(rawValue)) }
}
