/// A dense matrix, row after row in one array.
///
///     let a = Matrix<Double>([[1, 2], [3, 4]])
///     a[1, 0]               // 3
///     a.transposed[0, 1]    // 3
///     (a * a)[0, 0]         // 7
public struct Matrix<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>: Sendable {
    /// How many rows.
    public let rows: Int
    /// How many columns.
    public let columns: Int
    /// Element (i, j) at `i * columns + j`.
    public var elements: [Scalar]

    /// A matrix over `elements`, row after row.
    ///
    /// - Precondition: `elements.count == rows * columns`.
    public init(rows: Int, columns: Int, elements: [Scalar]) {
        precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) × \(columns)")
        precondition(elements.count == rows * columns, "\(elements.count) elements for \(rows) × \(columns)")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix of one value everywhere.
    public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
        self.init(rows: rows, columns: columns, elements: [Scalar](repeating: value, count: rows * columns))
    }

    /// A matrix of rows of equal length.
    public init(_ rows: [[Scalar]]) {
        let columns = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == columns }, "rows of different lengths: \(rows.map(\.count))")
        self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
    }

    /// The n × n identity.
    public static func identity(_ n: Int) -> Matrix {
        diagonal([Scalar](repeating: 1, count: n))
    }

    /// A square matrix with these values on its diagonal.
    public static func diagonal(_ values: [Scalar]) -> Matrix {
        var matrix = Matrix(rows: values.count, columns: values.count)
        for i in values.indices { matrix[i, i] = values[i] }
        return matrix
    }

    /// Element (i, j).
    public subscript(i: Int, j: Int) -> Scalar {
        get { elements[i * columns + j] }
        set { elements[i * columns + j] = newValue }
    }

    /// A copy of row `i`.
    public func row(_ i: Int) -> [Scalar] { Array(elements[i * columns..<(i + 1) * columns]) }

    /// A copy of column `j`.
    public func column(_ j: Int) -> [Scalar] { (0..<rows).map { self[$0, j] } }

    /// Rows and columns exchanged.
    public var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
        return result
    }

    /// The sum of the diagonal.
    public var trace: Scalar { (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1] } }

    /// Whether element (i, j) equals element (j, i) up to `tolerance` times the largest element.
    public func isSymmetric(tolerance: Scalar = 1e-12) -> Bool {
        guard rows == columns else { return false }
        let bound = tolerance * (elements.map { abs($0) }.max() ?? 0)
        return (0..<rows).allSatisfy { i in (0..<i).allSatisfy { abs(self[i, $0] - self[$0, i]) <= bound } }
    }
}

extension Matrix: Equatable where Scalar: Equatable {}
extension Matrix: Hashable where Scalar: Hashable {}
extension Matrix: Encodable where Scalar: Encodable {}
extension Matrix: Decodable where Scalar: Decodable {
    private enum CodingKeys: String, CodingKey { case rows, columns, elements }

    /// Reads rows, columns and elements.
    ///
    /// - Throws: `DecodingError.dataCorrupted` when the elements do not fill the matrix.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        rows = try container.decode(Int.self, forKey: .rows)
        columns = try container.decode(Int.self, forKey: .columns)
        elements = try container.decode([Scalar].self, forKey: .elements)
        let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, size == elements.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .elements, in: container, debugDescription: "\(elements.count) elements for \(rows) × \(columns)")
        }
    }
}
