import KindredLearning
import KindredMath

extension LabelledRows {
    /// The pixels of pictures with their identities as classes.
    ///
    /// - Returns: the rows, and what was left out.
    /// - Throws: as ``PictureReading``; `FileError.malformed` for pictures of one identity, or when no two share theirs.
    static func pictures(
        _ folder: IdentityFolder, _ reading: PictureReading, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
    ) throws -> (rows: LabelledRows, skipped: [FileError]) {
        var values: [Float] = [], rows: [IdentityList.Row] = []
        values.reserveCapacity(folder.rows.count * reading.width * reading.height)
        let skipped = try reading.read(folder, progress: progress, isCancelled: isCancelled) { pixels, places in
            values += pixels.elements
            rows += places.map { folder.rows[$0] }
        }
        let pixels = Matrix(rows: rows.count, columns: reading.width * reading.height, elements: values)
        return (try LabelledRows(pixels, rows, path: folder.path), skipped)
    }

    /// Vectors of pictures with their identities as classes.
    ///
    /// - Throws: `FileError.malformed` for pictures of one identity, or when no two share theirs.
    init(_ vectors: Matrix<Float>, _ rows: [IdentityList.Row], path: String) throws(FileError) {
        var known = ClassNumbers()
        let labels = rows.map { known.number(of: $0.identity) }
        guard known.names.count > 1 else { throw FileError(.malformed, path: path, "holds pictures of one identity; at least two are needed") }
        guard known.names.count < rows.count else { throw FileError(.malformed, path: path, "holds no two pictures of an identity; some must share theirs") }
        self.init(rows: vectors, labels: labels, classes: known.names)
    }
}

extension Operations {
    /// Judges how near pictures of an identity lie.
    ///
    /// - Parameter request: of which the measure, the queries, the seed and the threads count.
    /// - Throws: `FileError`, `MeasureError`.
    public static func evaluatePictures(_ pictures: PictureVectors, _ request: EvaluationRequest, path: String) throws -> Evaluation {
        let fitted = try request.measure.fitted(to: pictures.vectors.elements.span, dimension: pictures.vectors.columns)
        return try Evaluation(LabelledRows(pictures.vectors, pictures.kept, path: path), measure: fitted, version: nil, request: request)
    }
}
