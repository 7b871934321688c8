// Along one axis, or over everything. A negative axis counts from the end.

extension Variable {
    /// The sum of all elements, of shape [].
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func sum() -> Variable {
        let shape = shape
        return Variable(summed(value, to: []), of: [self]) { gradient in [Tensor(repeating: gradient.scalar, shape: shape)] }
    }

    /// The mean of all elements, of shape [].
    ///
    /// - Precondition: there are elements.
    public func mean() -> Variable {
        precondition(value.count > 0, "no mean of shape \(shape)")
        return sum() * (1 / Scalar(value.count))
    }

    /// Sums along an axis.
    ///
    /// - Parameter keepingDimensions: leaves the axis, of length 1.
    public func sum(axis: Int, keepingDimensions: Bool = false) -> Variable { sum(axis, keepingDimensions, times: 1) }

    /// Means along an axis.
    ///
    /// - Parameter keepingDimensions: leaves the axis, of length 1.
    /// - Precondition: the axis has elements.
    public func mean(axis: Int, keepingDimensions: Bool = false) -> Variable {
        let length = value.shape[value.axis(axis)]
        precondition(length > 0, "no mean along axis \(axis) of shape \(shape)")
        return sum(axis, keepingDimensions, times: 1 / Scalar(length))
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    private func sum(_ axis: Int, _ keeping: Bool, times factor: Scalar) -> Variable {
        let axis = value.axis(axis), shape = shape, blocks = value.blocks(around: axis)
        let total = mapped(sums(value.scalars, blocks)) { $0 * factor }
        return Variable(Tensor(total, shape: value.shape(reducing: axis, keeping: keeping)), of: [self]) { gradient in
            [Tensor(repeated(gradient.scalars, blocks, times: factor), shape: shape)]
        }
    }

    /// The largest element of each line along an axis; the gradient goes to the first of equals.
    ///
    /// - Precondition: the axis has elements.
    public func max(axis: Int, keepingDimensions: Bool = false) -> Variable { best(axis, keepingDimensions, sign: 1) }

    /// The smallest element of each line along an axis; the gradient goes to the first of equals.
    ///
    /// - Precondition: the axis has elements.
    public func min(axis: Int, keepingDimensions: Bool = false) -> Variable { best(axis, keepingDimensions, sign: -1) }

    private func best(_ axis: Int, _ keeping: Bool, sign: Scalar) -> Variable {
        let axis = value.axis(axis), blocks = value.blocks(around: axis)
        precondition(blocks.length > 0, "no largest element along axis \(axis) of shape \(shape)")
        let places = places(ofBestIn: value.scalars, blocks, sign: sign)
        let flat = places.indices.map { line in
            ((line / blocks.inner) * blocks.length + places[line]) * blocks.inner + line % blocks.inner
        }
        return gathering(flat).reshaped(value.shape(reducing: axis, keeping: keeping))
    }

    /// eˣ over the sum of eˣ along the axis.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func softmax(axis: Int = -1) -> Variable {
        let shape = shape, blocks = value.blocks(around: value.axis(axis))
        let y = softmaxed(value.scalars, blocks, logarithm: false)
        return Variable(Tensor(y, shape: shape), of: [self]) { gradient in
            let weighted = zipped(gradient.scalars, y) { $0 * $1 }
            let total = repeated(sums(weighted, blocks), blocks, times: 1)
            return [Tensor(zipped(weighted, y, total) { $0 - $1 * $2 }, shape: shape)]
        }
    }

    /// ln softmax, without overflow or loss.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func logSoftmax(axis: Int = -1) -> Variable {
        let shape = shape, blocks = value.blocks(around: value.axis(axis))
        let y = softmaxed(value.scalars, blocks, logarithm: true)
        return Variable(Tensor(y, shape: shape), of: [self]) { gradient in
            let total = repeated(sums(gradient.scalars, blocks), blocks, times: 1)
            return [Tensor(zipped(gradient.scalars, y, total) { $0 - Scalar.exponential($1) * $2 }, shape: shape)]
        }
    }

    /// ln Σ eˣ along the axis, without overflow. −∞ stands for "nothing here"; a line of −∞ alone gives −∞.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func logSumExp(axis: Int = -1, keepingDimensions: Bool = false) -> Variable {
        let axis = value.axis(axis), shape = shape, blocks = value.blocks(around: axis), x = value.scalars
        let places = places(ofBestIn: x, blocks, sign: 1)
        let largest = places.indices.map { line -> Scalar in
            let best = x[((line / blocks.inner) * blocks.length + places[line]) * blocks.inner + line % blocks.inner]
            return best.isFinite ? best : 0
        }
        let e = zipped(x, repeated(largest, blocks, times: 1)) { Scalar.exponential($0 - $1) }
        let totals = sums(e, blocks)
        let y = zipped(largest, totals) { $0 + Scalar.logarithm($1) }
        return Variable(Tensor(y, shape: value.shape(reducing: axis, keeping: keepingDimensions)), of: [self]) { gradient in
            let weights = zipped(gradient.scalars, totals) { $1 > 0 ? $0 / $1 : 0 }
            return [Tensor(zipped(e, repeated(weights, blocks, times: 1)) { $0 * $1 }, shape: shape)]
        }
    }
}
