public import KindredMath

extension Measure {
    /// The values of every query against every row: q × N.
    ///
    /// Measures of a dot product or a Euclidean distance are one matrix product; the others run the kernels. Where the product would
    /// have cancelled (|a|²+|b|²−2p of near vectors) or overflowed, the pair is computed directly, so that every entry is as good as
    /// `value(_:_:)` of it.
    ///
    /// - Parameters:
    ///   - queries: vectors that follow one another.
    ///   - rows: vectors that follow one another.
    /// - Throws: `.dimensionMismatch`, `.notFitted`.
    /// - Complexity: O(*qNd*).
    public func values(
        queries: Span<Float>, rows: Span<Float>, dimension: Int, using blas: BLAS = .active
    ) throws(MeasureError) -> Matrix<Float> {
        guard dimension > 0, queries.count % dimension == 0, rows.count % dimension == 0 else {
            throw MeasureError(
                .dimensionMismatch, "\(queries.count) and \(rows.count) components are no vectors of dimension \(dimension)")
        }
        try check(dimension: dimension)
        guard let form = forms.first(where: { $0.isProduct }) else {
            return scanned(queries, rows, dimension) ?? pairwise(queries, rows, dimension)
        }
        var values = Self.products(form, queries, rows, dimension, blas)
        repair(&values, form, queries, rows, dimension)
        return values.matrix
    }

    /// One matrix product; vectors that need no preparation are read where they lie.
    private static func products(
        _ form: MeasureForm, _ queries: Span<Float>, _ rows: Span<Float>, _ dimension: Int, _ blas: BLAS
    ) -> BatchValues {
        if form.preparation.isIdentity { return BatchNorms(form, queries, rows, dimension).products(queries, rows, blas) }
        let width = form.preparation.preparedDimension(for: dimension)
        let queries = form.preparation.prepared(queries, dimension: dimension, as: .query)
        let rows = form.preparation.prepared(rows, dimension: dimension)
        return BatchNorms(form, queries.span, rows.span, width).products(queries.span, rows.span, blas)
    }

    /// One kernel call a query, where the kernel's reduction is the value.
    private func scanned(_ queries: Span<Float>, _ rows: Span<Float>, _ dimension: Int) -> Matrix<Float>? {
        guard let form = forms.first(where: { $0.reduction.kernel != nil && $0.finish == .identity && $0.preparation.isIdentity }),
            let kernel = form.reduction.kernel
        else { return nil }
        let q = queries.count / dimension, n = rows.count / dimension
        var elements: [Float] = []
        elements.reserveCapacity(q * n)
        var values = [Float](repeating: 0, count: n)
        for i in 0..<q {
            var span = values.mutableSpan
            Kernels.active.scan(kernel, query: queries.extracting(i * dimension..<(i + 1) * dimension), rows: rows, into: &span)
            elements += values
        }
        return Matrix(rows: q, columns: n, elements: elements)
    }

    /// Every pair by itself.
    private func pairwise(_ queries: Span<Float>, _ rows: Span<Float>, _ dimension: Int) -> Matrix<Float> {
        let q = queries.count / dimension, n = rows.count / dimension
        var values = Matrix<Float>(rows: q, columns: n)
        for i in 0..<q {
            let query = queries.extracting(i * dimension..<(i + 1) * dimension)
            for j in 0..<n {
                values[i, j] = formula.value(query, rows.extracting(j * dimension..<(j + 1) * dimension))
            }
        }
        return values
    }

    /// Computes directly the pairs that a product spoiled.
    private func repair(
        _ values: inout BatchValues, _ form: MeasureForm, _ queries: Span<Float>, _ rows: Span<Float>, _ dimension: Int
    ) {
        for place in values.spoiled {
            let (i, j) = (place / values.matrix.columns, place % values.matrix.columns)
            values.matrix.elements[place] = formula.value(
                queries.extracting(i * dimension..<(i + 1) * dimension), rows.extracting(j * dimension..<(j + 1) * dimension))
        }
    }
}

extension MeasureForm {
    /// Whether a matrix product gives its reduction.
    var isProduct: Bool {
        switch reduction {
        case .dot, .squaredEuclidean: true
        default: false
        }
    }
}

/// Values of a batch and the places whose digits were lost.
struct BatchValues {
    var matrix: Matrix<Float>
    var spoiled: [Int] = []
}

/// What a batch knows of its prepared vectors besides their products.
private struct BatchNorms {
    let form: MeasureForm
    let width: Int
    let queryNorms, rowNorms: [Float]
    /// Σx² of each, whatever the form calls a norm.
    let querySquares, rowSquares: [Float]

    init(_ form: MeasureForm, _ queries: Span<Float>, _ rows: Span<Float>, _ width: Int) {
        self.form = form
        self.width = width
        queryNorms = Self.map(queries, width, form.norm)
        rowNorms = Self.map(rows, width, form.norm)
        querySquares = Self.map(queries, width) { Float(Preparation.squaredNorm($0)) }
        rowSquares = Self.map(rows, width) { Float(Preparation.squaredNorm($0)) }
    }

    private static func map(_ vectors: Span<Float>, _ width: Int, _ number: (Span<Float>) -> Float) -> [Float] {
        var numbers: [Float] = []
        for start in stride(from: 0, to: vectors.count, by: width) {
            numbers.append(number(vectors.extracting(start..<start + width)))
        }
        return numbers
    }

    func products(_ queries: Span<Float>, _ rows: Span<Float>, _ blas: BLAS) -> BatchValues {
        let q = queryNorms.count, n = rowNorms.count
        var values = BatchValues(matrix: Matrix(rows: q, columns: n))
        var span = values.matrix.elements.mutableSpan
        blas.multiply(queries, rows, transposeB: true, m: q, n: n, k: width, into: &span)
        for i in 0..<q { for j in 0..<n { finish(&values, i, j, i * n + j) } }
        return values
    }

    private func finish(_ values: inout BatchValues, _ i: Int, _ j: Int, _ place: Int) {
        let product = values.matrix.elements[place]
        let squares = querySquares[i] + rowSquares[j]
        let distance = max(squares - 2 * product, 0)
        let reduction = form.reduction == .dot ? product : distance
        var value = form.finish(reduction, queryNorm: queryNorms[i], rowNorm: rowNorms[j])
        if form.finish == .hybrid { value = product / (distance.squareRoot() + 1) }  // the product itself is at hand
        values.matrix.elements[place] = value
        let isFinite = value.isFinite && product.isFinite && squares.isFinite
        if !isFinite || isSpoiled(squares, distance, i, j) { values.spoiled.append(place) }
    }

    /// A difference below 1/20 of its terms has lost a digit and more; products of very small or large norms all of them; near
    /// the rim of the ball so has 1 − |x|².
    private func isSpoiled(_ squares: Float, _ distance: Float, _ i: Int, _ j: Int) -> Bool {
        switch form.finish {
        case .poincare where max(querySquares[i], rowSquares[j]) > 0.99: return true
        default: break
        }
        if form.reduction == .squaredEuclidean { return distance <= 0.05 * squares }
        return form.usesNorms && !MeasureForm.holdsDigits(queryNorms[i] * rowNorms[j])
    }
}
