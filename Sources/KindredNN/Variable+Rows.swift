// Rows of a matrix as vectors: their norms and their distances.

extension Variable {
    /// Each row over its norm, with norms below 10⁻¹² taken for 10⁻¹²; a row of zeros stays and gets no gradient.
    ///
    /// - Precondition: two axes.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func unitRows() -> Variable {
        precondition(value.rank == 2, "rows of shape \(shape)")
        let shape = shape, (rows, width) = (shape[0], shape[1])
        let norms = mapped(rowDots(value.scalars, value.scalars, rows: rows, width: width)) { $0.squareRoot() }
        let inverse = Tensor(mapped(norms) { 1 / Swift.max($0, 1e-12) }, shape: [rows, 1])
        let unit = broadcasted(value, inverse) { $0 * $1 }
        // The derivative of x/|x| takes off the part along x; below the floor the norm is a constant, and at 0 we want nothing.
        let factor = Tensor(zipped(norms, inverse.scalars) { $0 > 0 ? $1 : 0 }, shape: [rows, 1])
        return Variable(unit, of: [self]) { g in
            let along = zipped(rowDots(g.scalars, unit.scalars, rows: rows, width: width), norms) { $1 > 1e-12 ? $0 : 0 }
            let radial = broadcasted(unit, Tensor(along, shape: [rows, 1])) { $0 * $1 }
            return [broadcasted(broadcasted(g, radial) { $0 - $1 }, factor) { $0 * $1 }]
        }
    }

    /// The Euclidean distances of all pairs of rows, B × B. The diagonal is 0, and a distance of 0 gets no gradient.
    ///
    /// Squares come from |x|² + |y|² − 2x·y, are clamped at 0, and are taken again by differences where that cancels.
    ///
    /// - Precondition: two axes.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func pairwiseDistances() -> Variable {
        precondition(value.rank == 2, "rows of shape \(shape)")
        let x = value
        let distances = rowDistances(x.scalars, products: x.matmul(x, transposingOther: true).scalars, rows: shape[0], width: shape[1])
        let size = [shape[0], shape[0]]
        return Variable(Tensor(distances, shape: size), of: [self]) { g in
            // With S = (G + Gᵀ)/D, of zeros where D is: dX = diag(row sums of S)·X − S·X.
            let both = zipped(g.scalars, transposedScalars(g.scalars, rows: size[0], columns: size[0])) { $0 + $1 }
            let pull = Tensor(zipped(both, distances) { $1 > 0 ? $0 / $1 : 0 }, shape: size)
            let degrees = summed(pull, to: [size[0], 1])
            return [broadcasted(broadcasted(x, degrees) { $0 * $1 }, pull.matmul(x)) { $0 - $1 }]
        }
    }
}
