/// What a stored component is.
public enum KernelElement: Int, Sendable, Hashable, CaseIterable {
    case f32 = 0, f16, bf16, i8, u8, u7, bits
}

/// What two vectors are reduced to.
public enum KernelReduction: Int, Sendable, Hashable, CaseIterable {
    case dot = 0, l2, l1, lInfinity, hamming, jaccard
}

extension KernelElement {
    /// Bytes of a component (of the unit a `dimension` counts).
    var byteCount: Int {
        switch self {
        case .f32: 4
        case .f16, .bf16: 2
        case .i8, .u8, .u7, .bits: 1
        }
    }
}

extension KernelElement {
    /// What a query against rows of this element is made of.
    var query: KernelElement { self == .f16 || self == .bf16 ? .f32 : self }
}
