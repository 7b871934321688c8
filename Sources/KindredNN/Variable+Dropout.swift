public import KindredMath

// Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014, inverted: what is
// kept is scaled up in training, so that evaluation needs nothing.

extension Variable {
    /// Each element 0 with probability `rate`, else over 1 − rate.
    ///
    /// - Parameters:
    ///   - rate: in [0, 1).
    ///   - random: draws one word for two elements.
    public func dropout(_ rate: Scalar, _ random: inout SeededRandom) -> Variable {
        precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate) is not in [0, 1)")
        guard rate > 0 else { return self }
        return self * Variable(Tensor(dropoutFactors(rate, count: value.count, &random), shape: shape))
    }
}

/// 0 with probability `rate`, else 1/(1 − rate), `count` times.
func dropoutFactors<Scalar: TensorScalar>(_ rate: Scalar, count: Int, _ random: inout SeededRandom) -> [Scalar] {
    let threshold = UInt32(Double(rate) * 0x1p32), kept = 1 / (1 - rate)
    var mask = [Scalar](repeating: kept, count: count)
    for i in stride(from: 0, to: count, by: 2) {
        let word = random.next()
        if UInt32(truncatingIfNeeded: word) < threshold { mask[i] = 0 }
        if i + 1 < count, UInt32(truncatingIfNeeded: word >> 32) < threshold { mask[i + 1] = 0 }
    }
    return mask
}
