public import KindredMath

/// An index that can be saved to a file and opened again.
///
/// A file holds no vector: it is opened over the rows it was built from, checked whole, and refused when it is not sound or was
/// built from other rows.
public protocol SavedIndex: VectorIndex {
    /// Whether the index serves rows compared so.
    ///
    /// - Throws: `unsupported`, saying what it does serve.
    static func check(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError)

    /// Opens a file and checks all of it.
    ///
    /// - Throws: `foreign`, `newerVersion`, `truncated`, `corrupt`, `mismatch` for other rows or another reduction, `io`.
    init(contentsOf path: String, rows: VectorRows, reduction: KernelReduction) throws(IndexError)

    /// Saves the index: whole under its name, or not at all.
    ///
    /// - Throws: `io`, `diskFull`.
    func write(to path: String) throws(IndexError)
}

extension KDTree: SavedIndex {}
extension BallTree: SavedIndex {}
extension ProjectionForest: SavedIndex {}

extension LSH: SavedIndex {
    /// See ``SavedIndex/check(_:_:)``.
    public static func check(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) {
        _ = try LSHParameters().resolved(reduction, element)
    }
}

extension IVF: SavedIndex {}

extension PQ: SavedIndex {
    /// See ``SavedIndex/check(_:_:)``.
    public static func check(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) {
        try IVF.check(reduction, element)
    }
}

extension HNSW: SavedIndex {
    /// See ``SavedIndex/check(_:_:)``.
    public static func check(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) {
        guard reduction.isDefined(for: element) else {
            throw IndexError(.unsupported, "\(reduction) is not defined for rows of \(element)")
        }
    }

    /// Opens a file and checks all of it. See ``init(contentsOf:rows:reduction:verification:)``.
    public init(contentsOf path: String, rows: VectorRows, reduction: KernelReduction) throws(IndexError) {
        try self.init(contentsOf: path, rows: rows, reduction: reduction, verification: .full)
    }
}
