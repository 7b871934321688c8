/// A stream of rows of vectors from a file of any size. No reader holds more than the batch it returns and a small buffer.
///
///     var reader = try VectorFile.open("vectors.npy")
///     while let batch = try reader.nextBatch(maxRows: 1_000) {
///         // batch.values holds batch.count × reader.dimension floats
///     }
///
/// Every value handed out is finite. The readers are values: a copy continues from where it was taken (except on a pipe).
public protocol VectorFileReader: Sendable {
    /// The file as the caller named it.
    var path: String { get }
    /// Values per row of the unnamed vectors; 0 when there are named vectors only.
    var dimension: Int { get }
    /// Dimension of each named vector seen so far; empty for formats without names.
    var namedDimensions: [String: Int] { get }
    /// Rows in the file when the format says so without reading it whole: binary formats do, texts do not.
    var rowCount: Int? { get }
    /// The row that the next batch begins with, from 0.
    var nextRow: Int { get }
    /// Bytes of the file behind the reader, and the file's size (`nil` for a pipe).
    var progress: (done: UInt64, total: UInt64?) { get }

    /// The next rows, at most `maxRows`; `nil` at the end.
    ///
    /// - Precondition: `maxRows > 0`.
    /// - Throws: `FileError`. After an error the reader's position is unspecified.
    mutating func nextBatch(maxRows: Int) throws(FileError) -> VectorBatch?

    /// Goes to a row, so that an interrupted import can continue. Seeking to the row after the last is allowed.
    ///
    /// - Throws: `mismatch` when the file has fewer rows.
    /// - Complexity: O(1) for binary formats; texts are scanned from their beginning, without being parsed.
    mutating func seek(toRow row: Int) throws(FileError)
}

extension VectorFileReader {
    /// None: most formats hold the unnamed vector only.
    public var namedDimensions: [String: Int] { [:] }

    func tooFewRows(_ row: Int, of count: Int) -> FileError {
        FileError(.mismatch, path: path, "cannot continue at row \(row): the file has \(count) rows")
    }
}
