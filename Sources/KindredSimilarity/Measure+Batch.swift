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
        if form.preparation.isIdentity {
            let norms = BatchNorms(form, rows, dimension)
            return products(form, queries, queries, dimension, rows, rows, norms, dimension, blas)
        }
        let prepared = form.preparation.prepared(rows, dimension: dimension), width = form.preparation.preparedDimension(for: dimension)
        return products(
            form, queries, form.preparation.prepared(queries, dimension: dimension, as: .query).span, width, rows, prepared.span, BatchNorms(form, prepared.span, width), dimension,
            blas)
    }

    /// One matrix product of prepared vectors; what it spoiled is computed directly.
    func products(
        _ form: MeasureForm, _ queries: Span<Float>, _ preparedQueries: Span<Float>, _ width: Int, _ rows: Span<Float>, _ preparedRows: Span<Float>, _ norms: BatchNorms,
        _ dimension: Int, _ blas: BLAS
    ) -> Matrix<Float> {
        var values = BatchNorms(form, preparedQueries, width).products(preparedQueries, preparedRows, norms, blas)
        for place in values.spoiled {
            let (i, j) = (place / values.matrix.columns, place % values.matrix.columns)
            let query = queries.extracting(i * dimension..<(i + 1) * dimension), row = rows.extracting(j * dimension..<(j + 1) * dimension)
            guard form.preparation.isLearned else {
                values.matrix.elements[place] = formula.value(query, row)
                continue
            }
            // Encoding a pair anew would cost more than a hundred products.
            let direct = form.trustedPreparedValue(preparedQueries.extracting(i * width..<(i + 1) * width), preparedRows.extracting(j * width..<(j + 1) * width))
            values.matrix.elements[place] = direct ?? formula.value(query, row)
        }
        return values.matrix
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

/// What is known of prepared vectors, queries or rows, besides their products.
struct BatchNorms: Sendable {
    let form: MeasureForm
    /// What the form calls a norm.
    let norms: [Float]
    /// Σx² of each, whatever the form calls a norm.
    let squares: [Float]

    init(_ form: MeasureForm, _ vectors: Span<Float>, _ width: Int) {
        self.form = form
        norms = Self.map(vectors, width, form.norm)
        squares = Self.map(vectors, width) { Float(Preparation.squaredNorm($0)) }
    }

    private static func map(_ vectors: Span<Float>, _ width: Int, _ number: (Span<Float>) -> Float) -> [Float] {
        var numbers: [Float] = []
        for start in stride(from: 0, to: vectors.count, by: width) {
            numbers.append(number(vectors.extracting(start..<start + width)))
        }
        return numbers
    }

    /// Of these queries and rows whose norms are given.
    func products(_ queries: Span<Float>, _ rows: Span<Float>, _ others: BatchNorms, _ blas: BLAS) -> BatchValues {
        let q = norms.count, n = others.norms.count
        var values = BatchValues(matrix: Matrix(rows: q, columns: n))
        guard q > 0, n > 0 else { return values }
        var span = values.matrix.elements.mutableSpan
        blas.multiply(queries, rows, transposeB: true, m: q, n: n, k: queries.count / q, into: &span)
        for i in 0..<q { for j in 0..<n { finish(&values, others, i, j, i * n + j) } }
        return values
    }

    private func finish(_ values: inout BatchValues, _ others: BatchNorms, _ i: Int, _ j: Int, _ place: Int) {
        let product = values.matrix.elements[place]
        let squares = squares[i] + others.squares[j]
        let distance = max(squares - 2 * product, 0)
        let reduction = form.reduction == .dot ? product : distance
        var value = form.finish(reduction, queryNorm: norms[i], rowNorm: others.norms[j])
        if form.finish == .hybrid { value = product / (distance.squareRoot() + 1) }  // the product itself is at hand
        values.matrix.elements[place] = value
        let isFinite = value.isFinite && product.isFinite && squares.isFinite
        if !isFinite || isSpoiled(squares, distance, others, i, j) { values.spoiled.append(place) }
    }

    /// A difference below 1/20 of its terms has lost a digit and more; products of very small or large norms all of them; near
    /// the rim of the ball so has 1 − |x|².
    private func isSpoiled(_ squares: Float, _ distance: Float, _ others: BatchNorms, _ i: Int, _ j: Int) -> Bool {
        switch form.finish {
        case .poincare where max(self.squares[i], others.squares[j]) > 0.99: return true
        default: break
        }
        if form.reduction == .squaredEuclidean { return distance <= 0.05 * squares }
        return form.usesNorms && !MeasureForm.holdsDigits(norms[i] * others.norms[j])
    }
}
