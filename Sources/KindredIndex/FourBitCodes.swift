internal import KindredMath

/// Rows of floats as codes of 4 bits with a scale of their own, of the components that carry nearly all of what rows differ in: a
/// third of the bytes of 7-bit codes, and less.
///
/// Gao et al., "Practical and Asymptotically Optimal Quantization of High-Dimensional Vectors in Euclidean Space for Approximate
/// Nearest Neighbor Search" (2024), after Gao and Long, "RaBitQ" (2024). Departures:
/// 1. Before they are rotated at random, rows are projected to their leading principal components (``PrincipalProjection``): as many as
///    fill the fewest whole cache lines that keep 94 % of the variance. What is dropped still counts in each row's norm.
/// 2. The scale of a row is the best of a dozen, not of all.
/// 3. Every step is exact or rounds in one order, so that all instruction sets have the same codes and the same distances.
struct FourBitCodes: Sendable {
    let projection: PrincipalProjection
    /// The codes: bytes of whole cache lines.
    private(set) var rows: VectorRows
    /// Where they are appended to; nil when they lie in a file.
    var buffer: RowBuffer?

    var layout: FourBitLayout { projection.layout }

    /// Codes of some rows.
    ///
    /// - Throws: `unsupported` for rows that are not f32.
    init(_ rows: VectorRows, threads: Int) throws(IndexError) {
        guard rows.element == .f32 else {
            throw IndexError(.unsupported, "4-bit codes are made of f32 rows, not of \(rows.element)")
        }
        try self.init(PrincipalProjection(fitting: rows))
        try append(rows, threads: threads)
    }

    /// No codes yet.
    init(_ projection: PrincipalProjection) throws(IndexError) {
        let empty = try RowBuffer(dimension: projection.layout.rowBytes, element: .u8, rowAlignment: 64)
        self.init(rows: empty.rows, projection)
        buffer = empty
    }

    /// Codes that lie somewhere already.
    init(rows: VectorRows, _ projection: PrincipalProjection) {
        self.rows = rows
        self.projection = projection
    }

    /// Encodes those of `vectors` that lie behind the ones encoded already.
    mutating func append(_ vectors: VectorRows, threads: Int) throws(IndexError) {
        var buffer = try RowBuffer(dimension: layout.rowBytes, element: .u8, rowAlignment: 64)
        if let known = self.buffer { buffer = known }
        let projection = projection, layout = layout
        try buffer.append(vectors.count - buffer.count, threads: threads, scratch: layout.components) { slot, code, components in
            vectors.withFloats(slot) { row in
                let squaredNorm = projection.project(row, into: &components)
                Kernels.active.encodeU4(components.span, squaredNorm: squaredNorm, layout, into: &code)
            }
        }
        rows = buffer.rows
        self.buffer = buffer
    }
}
