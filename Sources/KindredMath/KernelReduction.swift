internal import CKindredKernels

/// What a kernel makes of two vectors.
///
/// Kernels that feed an index answer with *keys*: `UInt32` whose order is nearness, smaller is nearer, whatever the
/// reduction and the element, and never 0xFFFFFFFF. ``value(ofKey:element:)`` and ``key(of:element:)`` translate.
///
/// | reduction | element | key |
/// |---|---|---|
/// | ``squaredL2``, ``l1``, ``lInfinity`` | `f32`, `f16`, `bf16` | the bit pattern of the distance |
/// | ``squaredL2``, ``l1``, ``lInfinity`` | `i8`, `u8`, `u7` | the distance |
/// | ``hamming`` | `bits` | the distance |
/// | ``dot``, ``jaccard`` | floats; `bits` | the negated similarity in an order-preserving pattern |
/// | ``dot`` | `i8` | 2³¹ − dot |
/// | ``dot`` | `u8`, `u7` | 2³² − 2 − dot |
///
/// Integers are exact up to a dimension of 66,051 (`i8`, `u8`), 131,071 (dot of `i8`), 266,287 (`u7`).
public enum KernelReduction: UInt8, Sendable, Hashable, CaseIterable {
    /// Σ aᵢ bᵢ. A similarity: larger is nearer.
    case dot = 0
    /// Σ (aᵢ − bᵢ)².
    case squaredL2 = 1
    /// Σ |aᵢ − bᵢ|.
    case l1 = 2
    /// max |aᵢ − bᵢ|.
    case lInfinity = 3
    /// How many bits differ.
    case hamming = 4
    /// |a ∩ b| / |a ∪ b| of two sets of bits, 1 when both are empty. A similarity: larger is nearer.
    case jaccard = 5

    /// Whether a larger value is nearer.
    public var isSimilarity: Bool {
        self == .dot || self == .jaccard
    }

    /// Whether kernels of this reduction exist for an element: Hamming and Jaccard for bits, the others for numbers.
    public func isDefined(for element: KernelElement) -> Bool {
        (self == .hamming || self == .jaccard) == (element == .bits)
    }

    /// The value that a key stands for. Exact, but for integers above 2²⁴, which are rounded.
    public func value(ofKey key: UInt32, element: KernelElement) -> Float {
        kindred_key_value(code, element.code, key)
    }

    /// The key of a value: the inverse of ``value(ofKey:element:)``.
    ///
    /// Of a value that no pair of vectors has (a fraction as the L2 of integers) it is the key of the value truncated.
    /// - Precondition: `value` is in the range of the reduction: a distance is not negative, nothing is NaN, and
    ///   integers fit 32 bits.
    public func key(of value: Float, element: KernelElement) -> UInt32 {
        precondition(!value.isNaN && (self == .dot || value >= 0), "\(self) is never \(value)")
        return kindred_value_key(code, element.code, value)
    }

    var code: kindred_reduction { kindred_reduction(rawValue: numericCast(rawValue)) }
}
