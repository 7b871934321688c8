// Ioffe, Szegedy, "Batch normalization", ICML 2015; Ba, Kiros, Hinton, "Layer normalization", arXiv 1607.06450, 2016. Both go in
// one step: normalise to x̂ = (x − mean)/√(variance + ε), then γx̂ + β; the gradient of x is that of x̂ less its mean and less its
// part along x̂, over √(variance + ε).

extension Variable {
    /// γ(x − mean)/√(variance + ε) + β with the mean and the population variance of each column (the last axis) over all rows.
    ///
    /// - Parameters:
    ///   - scale: γ, of the last axis' length.
    ///   - shift: β, of the last axis' length.
    ///   - epsilon: ε.
    func batchNormalised(_ scale: Variable, _ shift: Variable, epsilon: Scalar) -> (Variable, ColumnMoments) {
        let columns = columnCount(scale, shift), shape = shape
        let moments = columnMoments(value.scalars, columns: columns)
        let inverse = (0..<columns).map { Scalar(1 / (moments.variance($0) + Double(epsilon)).squareRoot()) }
        let unit = scaledColumns(value.scalars, inverse, (0..<columns).map { -Scalar(moments.mean[$0]) * inverse[$0] })
        let gamma = scale.value.scalars, rows = Scalar(moments.count)
        let result = Tensor(scaledColumns(unit, gamma, shift.value.scalars), shape: shape)
        let output = Variable(result, of: [self, scale, shift]) { g in
            let (ofShift, ofScale) = columnSums(g.scalars, unit, columns: columns)
            // dx = γ/σ (g − Σg/n − x̂ Σgx̂/n), column by column.
            let direct = (0..<columns).map { gamma[$0] * inverse[$0] }
            let mean = (0..<columns).map { -direct[$0] * ofShift[$0] / rows }
            let along = (0..<columns).map { -direct[$0] * ofScale[$0] / rows }
            var ofX = Tensor(scaledColumns(g.scalars, direct, mean), shape: shape)
            add(Tensor(scaledColumns(unit, along, [Scalar](repeating: 0, count: columns)), shape: shape), to: &ofX)
            return [ofX, Tensor(ofScale, shape: [columns]), Tensor(ofShift, shape: [columns])]
        }
        return (output, moments)
    }

    /// γ(x − mean)/√(variance + ε) + β with a mean and a variance given for each column, which are constants.
    func normalised(_ scale: Variable, _ shift: Variable, mean: [Scalar], variance: [Scalar], epsilon: Scalar) -> Variable {
        let columns = columnCount(scale, shift), shape = shape
        let inverse = variance.map { 1 / ($0 + epsilon).squareRoot() }
        let unit = scaledColumns(value.scalars, inverse, (0..<columns).map { -mean[$0] * inverse[$0] })
        let gamma = scale.value.scalars
        let result = Tensor(scaledColumns(unit, gamma, shift.value.scalars), shape: shape)
        return Variable(result, of: [self, scale, shift]) { g in
            let (ofShift, ofScale) = columnSums(g.scalars, unit, columns: columns)
            let direct = (0..<columns).map { gamma[$0] * inverse[$0] }
            let ofX = scaledColumns(g.scalars, direct, [Scalar](repeating: 0, count: columns))
            return [Tensor(ofX, shape: shape), Tensor(ofScale, shape: [columns]), Tensor(ofShift, shape: [columns])]
        }
    }

    /// γ(x − mean)/√(variance + ε) + β with the mean and the population variance of each row (along the last axis).
    ///
    /// - Parameters:
    ///   - scale: γ, of the last axis' length.
    ///   - shift: β, of the last axis' length.
    ///   - epsilon: ε.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func layerNormalised(_ scale: Variable, _ shift: Variable, epsilon: Scalar = 1e-5) -> Variable {
        let columns = columnCount(scale, shift), shape = shape, rows = value.count / columns
        let flat = Tensor(value.scalars, shape: [rows, columns])
        let share = 1 / Scalar(columns)
        let mean = Tensor(mapped(sums(flat.scalars, flat.blocks(around: 1))) { $0 * share }, shape: [rows, 1])
        let centred = broadcasted(flat, mean) { $0 - $1 }
        let inverse = Tensor(
            mapped(rowDots(centred.scalars, centred.scalars, rows: rows, width: columns)) { 1 / ($0 * share + epsilon).squareRoot() },
            shape: [rows, 1])
        let unit = broadcasted(centred, inverse) { $0 * $1 }
        let gamma = scale.value
        let result = scaledColumns(unit.scalars, gamma.scalars, shift.value.scalars)
        return Variable(Tensor(result, shape: shape), of: [self, scale, shift]) { g in
            let (ofShift, ofScale) = columnSums(g.scalars, unit.scalars, columns: columns)
            let ofUnit = broadcasted(Tensor(g.scalars, shape: [rows, columns]), gamma) { $0 * $1 }
            let means = Tensor(mapped(sums(ofUnit.scalars, ofUnit.blocks(around: 1))) { $0 * share }, shape: [rows, 1])
            let along = Tensor(mapped(rowDots(ofUnit.scalars, unit.scalars, rows: rows, width: columns)) { $0 * share }, shape: [rows, 1])
            let tangential = broadcasted(broadcasted(ofUnit, means) { $0 - $1 }, broadcasted(unit, along) { $0 * $1 }) { $0 - $1 }
            return [
                broadcasted(tangential, inverse) { $0 * $1 }.reshaped(shape), Tensor(ofScale, shape: [columns]),
                Tensor(ofShift, shape: [columns]),
            ]
        }
    }

    private func columnCount(_ scale: Variable, _ shift: Variable) -> Int {
        let columns = shape.last ?? 0
        precondition(
            columns > 0 && scale.shape == [columns] && shift.shape == [columns],
            "scale \(scale.shape) and shift \(shift.shape) for columns of shape \(shape)")
        return columns
    }
}
