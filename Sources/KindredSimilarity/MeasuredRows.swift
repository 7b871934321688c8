public import KindredMath

/// Rows that many batches of queries are compared with: what a measure makes of them once is made once.
///
///     let rows = try MeasuredRows(measure, rows: values, dimension: 384)
///     let scores = try rows.values(queries: queries.span)     // as of Measure.values(queries:rows:dimension:)
///
/// Encoding or whitening the rows, and summing their squares, costs as much as comparing them with a hundred queries.
public struct MeasuredRows: Sendable {
    /// What compares.
    public let measure: Measure
    /// Components of a row.
    public let dimension: Int
    private let rows: [Float]
    /// The form whose values are a matrix product; nil when there is none.
    private let form: MeasureForm?
    /// Prepared rows; empty when they are compared as they are.
    private let prepared: [Float]
    private let norms: BatchNorms?

    /// Rows that follow one another.
    ///
    /// - Throws: `.dimensionMismatch`, `.notFitted`.
    /// - Complexity: one preparation of every row.
    public init(_ measure: Measure, rows: [Float], dimension: Int) throws(MeasureError) {
        guard dimension > 0, rows.count % dimension == 0 else {
            throw MeasureError(.dimensionMismatch, "\(rows.count) components are no vectors of dimension \(dimension)")
        }
        try measure.check(dimension: dimension)
        self.measure = measure
        self.dimension = dimension
        self.rows = rows
        form = measure.forms.first { $0.isProduct }
        let prepared = form.map { $0.preparation.isIdentity ? [] : $0.preparation.prepared(rows.span, dimension: dimension) } ?? []
        norms = form.map { BatchNorms($0, $0.preparation.isIdentity ? rows.span : prepared.span, $0.preparation.preparedDimension(for: dimension)) }
        self.prepared = prepared
    }

    /// How many rows there are.
    public var count: Int { rows.count / dimension }

    /// The values of every query against every row: q × N.
    ///
    /// - Throws: `.dimensionMismatch` for queries of another dimension.
    /// - Complexity: O(*qNd*).
    public func values(queries: Span<Float>, using blas: BLAS = .active) throws(MeasureError) -> Matrix<Float> {
        guard let form, let norms else { return try measure.values(queries: queries, rows: rows.span, dimension: dimension, using: blas) }
        guard queries.count % dimension == 0 else {
            throw MeasureError(.dimensionMismatch, "\(queries.count) components are no vectors of dimension \(dimension)")
        }
        if form.preparation.isIdentity { return measure.products(form, queries, queries, dimension, rows.span, rows.span, norms, dimension, blas) }
        let asked = form.preparation.prepared(queries, dimension: dimension, as: .query), width = form.preparation.preparedDimension(for: dimension)
        return measure.products(form, queries, asked.span, width, rows.span, prepared.span, norms, dimension, blas)
    }
}

extension Measure {
    /// Whether many pairs are computed each by itself, which takes a hundred times as long as a matrix product or a scan by a kernel.
    public var isPairwise: Bool {
        !forms.contains { $0.isProduct || ($0.reduction.kernel != nil && $0.finish == .identity && $0.preparation.isIdentity) }
    }
}
