public import KindredLearning
import KindredMath

/// Two files of vectors whose rows are pairs, and how to teach them one space.
public struct CrossModalRequest: Sendable {
    /// The file of the first modality.
    public var first: String
    /// The file of the second modality; nil when the first file's later columns are it.
    public var second: String?
    /// With one file, how many of its columns are the first modality.
    public var split: Int?
    /// How to read them.
    public var options = VectorFileOptions()
    /// What the two are called.
    public var names = ["a", "b"]
    /// How they are taught.
    public var settings = CrossModalSettings()

    /// Pairs of two files, or of one whose columns are split.
    public init(_ first: String, _ second: String? = nil, split: Int? = nil) {
        self.first = first
        self.second = second
        self.split = split
    }

    /// The rows of both.
    ///
    /// - Throws: `FileError`; `mismatch` for files of different counts and for a split that leaves a side empty.
    func read() throws(FileError) -> (first: Matrix<Float>, second: Matrix<Float>) {
        let a = try matrix(first)
        if let second {
            let b = try matrix(second)
            guard a.rows == b.rows else { throw FileError(.mismatch, path: second, "has \(b.rows) rows for \(a.rows) of \(first); rows must be pairs") }
            return (a, b)
        }
        let split = split ?? a.columns / 2
        guard (1..<a.columns).contains(split) else {
            throw FileError(.mismatch, path: first, "has \(a.columns) columns, which cannot be split after \(split); 1...\(a.columns - 1) is allowed")
        }
        return (a.columns(0..<split), a.columns(split..<a.columns))
    }

    private func matrix(_ path: String) throws(FileError) -> Matrix<Float> {
        let batch = try VectorFile.readAll(path, options: options, atLeast: 5)
        return Matrix(rows: batch.count, columns: batch.dimension, elements: batch.values)
    }
}

extension Matrix where Scalar == Float {
    /// Some columns, side by side.
    fileprivate func columns(_ range: Range<Int>) -> Matrix {
        var elements: [Float] = []
        elements.reserveCapacity(rows * range.count)
        for row in 0..<rows { elements += self.elements[(row * columns + range.lowerBound)..<(row * columns + range.upperBound)] }
        return Matrix(rows: rows, columns: range.count, elements: elements)
    }
}
