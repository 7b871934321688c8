extension Variable {
    /// Convolution that keeps the size, normalisation of each output, ReLU, and the largest of each square of 2 × 2 if wanted: as
    /// `conv2D`, `batchNormalised` or `normalised`, `relu` and `maxPool2D` one after the other, in one step.
    ///
    /// - Parameters:
    ///   - statistics: a mean and a variance of each output that are constants; without them the batch's own are used.
    ///   - spare: the trace of an earlier pass that nobody needs any more, or nil; afterwards this pass's.
    func convolutionBlock(
        _ weight: Variable, _ scale: Variable, _ shift: Variable, pooled: Bool, epsilon: Scalar,
        statistics: (mean: [Scalar], variance: [Scalar])? = nil, threads: Int,
        reusing spare: inout BlockTrace<Scalar>?
    ) -> (Variable, ColumnMoments) {
        let shape = convolutionShape(weight, padding: (weight.shape[0] - 1) / 2), outputs = shape.outputs
        precondition(!pooled || (shape.outHeight > 1 && shape.outWidth > 1), "no square to pool in images of shape \(self.shape)")
        let gamma = scale.value.scalars, (x, w) = (value.scalars, weight.value.scalars), wantsImages = requiresGradient
        let trace = BlockTrace.reusing(&spare, for: shape, pooled: pooled)
        let moments = convolveBlock(
            x, w, signs: gamma.map { $0 < 0 ? -1 : 1 }, measured: statistics == nil, into: trace, threads: threads)
        let mean = statistics?.mean ?? moments.mean.map { Scalar($0) }
        let variance = statistics?.variance ?? (0..<outputs).map { Scalar(moments.variance($0)) }
        let inverse = variance.map { 1 / ($0 + epsilon).squareRoot() }
        let factor = (0..<outputs).map { gamma[$0] * inverse[$0] }
        let result = rectifiedColumns(
            trace.best, factor, (0..<outputs).map { shift.value.scalars[$0] - factor[$0] * mean[$0] }, threads: threads)
        let size = pooled ? [shape.outHeight / 2, shape.outWidth / 2] : [shape.outHeight, shape.outWidth]
        let shapes = (self.shape, weight.shape), rows = statistics == nil ? Scalar(moments.count) : nil
        let output = Variable(Tensor(result, shape: [shape.batch] + size + [outputs]), of: [self, weight, scale, shift]) { g in
            let delta = BlockDelta(g.scalars, result, trace.best, mean: mean, factor: factor, threads: threads)
            let ofShift = delta.sums
            let ofScale = (0..<outputs).map { delta.products[$0] * inverse[$0] }
            // dy = γ/σ (δ − Σδ/n − x̂ Σδx̂/n) with x̂ = (y − mean)/σ; constants have no part in the sums.
            let along = (0..<outputs).map { c in rows.map { -factor[c] * inverse[c] * ofScale[c] / $0 } ?? 0 }
            let level = (0..<outputs).map { c in rows.map { -factor[c] * ofShift[c] / $0 - along[c] * mean[c] } ?? 0 }
            let slopes = BlockSlopes(pooled: delta.scaled, along: along, level: level)
            let (ofWeight, ofImages) = blockGradients(x, w, slopes, trace, wantsImages: wantsImages, threads: threads)
            return [
                wantsImages ? Tensor(ofImages, shape: shapes.0) : nil, Tensor(ofWeight, shape: shapes.1), Tensor(ofScale, shape: [outputs]),
                Tensor(ofShift, shape: [outputs]),
            ]
        }
        return (output, moments)
    }
}

extension BlockTrace {
    /// The spare trace when it has the sizes and no tape holds it, else a new one in its place.
    static func reusing(_ spare: inout BlockTrace?, for shape: ConvolutionShape, pooled: Bool) -> BlockTrace {
        if isKnownUniquelyReferenced(&spare), let trace = spare, trace.shape == shape, trace.isPooled == pooled { return trace }
        spare = nil
        let trace = BlockTrace(shape, pooled: pooled)
        spare = trace
        return trace
    }
}
