extension Tensor {
    /// The matrix product op(self)·op(other), by the active BLAS.
    ///
    /// - Parameter threads: nothing depends on it but the time.
    /// - Precondition: both have two axes, and those that meet are of equal length.
    /// - Complexity: O(*mnk*).
    public func matmul(_ other: Tensor, transposingSelf: Bool = false, transposingOther: Bool = false, threads: Int = 1) -> Tensor {
        precondition(rank == 2 && other.rank == 2, "a matrix product of shapes \(shape) and \(other.shape)")
        let (m, k) = transposingSelf ? (shape[1], shape[0]) : (shape[0], shape[1])
        let (depth, n) = transposingOther ? (other.shape[1], other.shape[0]) : (other.shape[0], other.shape[1])
        precondition(k == depth, "a product of \(m) × \(k) and \(depth) × \(n)")
        let product = product(
            scalars, transposed: transposingSelf, other.scalars, transposed: transposingOther, m: m, n: n, k: k, threads: threads)
        return Tensor(product, shape: [m, n])
    }
}

extension Variable {
    /// The matrix product.
    public func matmul(_ other: Variable) -> Variable { matmul(other, transposingSelf: false, transposingOther: false) }

    /// The matrix product op(self)·op(other).
    ///
    /// - Precondition: both have two axes, and those that meet are of equal length.
    public func matmul(_ other: Variable, transposingSelf: Bool = false, transposingOther: Bool = false) -> Variable {
        let (a, b) = (value, other.value), wanted = (requiresGradient, other.requiresGradient)
        let product = a.matmul(b, transposingSelf: transposingSelf, transposingOther: transposingOther)
        return Variable(product, of: [self, other]) { g in
            // For C = A·B: dA = dC·Bᵀ, dB = Aᵀ·dC; a transposed operand has its gradient transposed.
            let ofSelf =
                !wanted.0
                ? nil
                : transposingSelf
                    ? b.matmul(g, transposingSelf: transposingOther, transposingOther: true)
                    : g.matmul(b, transposingOther: !transposingOther)
            let ofOther =
                !wanted.1
                ? nil
                : transposingOther
                    ? g.matmul(a, transposingSelf: true, transposingOther: transposingSelf)
                    : a.matmul(g, transposingSelf: !transposingSelf)
            return [ofSelf, ofOther]
        }
    }

    /// x·W + b in one step: each row of `self` through a linear map.
    ///
    /// - Parameters:
    ///   - weight: inputs × outputs.
    ///   - bias: of shape [outputs].
    ///   - threads: nothing depends on it but the time.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func affine(_ weight: Variable, _ bias: Variable?, threads: Int = 1) -> Variable {
        let (x, w) = (value, weight.value), wanted = (requiresGradient, weight.requiresGradient)
        precondition(bias.map { $0.shape == [w.shape[1]] } ?? true, "a bias of shape \(bias?.shape ?? []) for weights of \(w.shape)")
        var product = x.matmul(w, threads: threads)
        if let bias { addRow(bias.value.scalars, toEachIn: &product.scalars) }
        let hasBias = bias != nil
        return Variable(product, of: [self, weight] + (bias.map { [$0] } ?? [])) { g in
            [
                wanted.0 ? g.matmul(w, transposingOther: true, threads: threads) : nil,
                wanted.1 ? x.matmul(g, transposingSelf: true, threads: threads) : nil,
            ] + (hasBias ? [summed(g, to: [g.shape[1]])] : [])
        }
    }

    /// Rows and columns exchanged.
    ///
    /// - Precondition: two axes.
    public func transposed() -> Variable {
        Variable(value.transposed(), of: [self]) { [$0.transposed()] }
    }

    /// The same elements under another shape, in which one length may be −1: what is left.
    ///
    /// - Precondition: the count stays.
    public func reshaped(_ shape: [Int]) -> Variable {
        let old = self.shape
        return Variable(value.reshaped(shape), of: [self]) { [$0.reshaped(old)] }
    }
}
