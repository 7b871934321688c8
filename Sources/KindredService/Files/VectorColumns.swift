/// Which columns of a CSV file form the vector.
public enum VectorColumns: Sendable, Hashable {
    /// A column `vector` that holds a JSON array; else the one group of numbered columns (`v0, v1, …`); else all columns but `id`, if all are numbers.
    case automatic
    /// All columns but `id` whose value in the first row is a number.
    case numeric
    /// The columns named by this prefix and a number, in the order of the numbers.
    case prefix(String)
    /// These columns, in this order. One that holds JSON arrays stands for all its values.
    case names([String])

    /// Reads `auto`, `numeric`, `v*` or `x,y,z`; `nil` for an empty text or name.
    public init?(_ text: String) {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        switch text {
        case "auto", "automatic": self = .automatic
        case "numeric": self = .numeric
        case _ where names.contains(""): return nil
        case _ where names.count == 1 && text.hasSuffix("*"): self = .prefix(String(text.dropLast()))
        default: self = .names(names)
        }
    }
}

/// The part that each column of a CSV file plays.
struct CSVLayout: Sendable {
    enum Vector: Sendable {
        /// A column of JSON arrays.
        case array(Int)
        /// One number per column.
        case numbers([Int])
    }

    let vector: Vector
    let id: Int?
    /// The other columns, with their names as JSON strings.
    let payload: [(column: Int, key: String)]

    /// Chooses by the names and by the first row: `isNumber` and `isArray` tell what its fields look like.
    init(_ names: [String], _ choice: VectorColumns, isNumber: [Bool], isArray: [Bool], path: String) throws(FileError) {
        let id = names.firstIndex { $0.lowercased() == "id" }
        let numbers = names.indices.filter { $0 != id && $0 < isNumber.count && isNumber[$0] }
        switch choice {
        case .names(let wanted):
            let columns = try Self.columns(wanted, of: names, path: path)
            vector = columns.count == 1 && columns[0] < isArray.count && isArray[columns[0]] ? .array(columns[0]) : .numbers(columns)
        case .numeric:
            guard !numbers.isEmpty else { throw Self.fault(path, "no column holds numbers") }
            vector = .numbers(numbers)
        case .prefix(let prefix):
            guard let group = Self.groups(names)[prefix] else { throw Self.fault(path, "no columns are named '\(prefix)' and a number") }
            vector = .numbers(group)
        case .automatic:
            vector = try Self.automatic(names, id: id, numbers: numbers, isArray: isArray, path: path)
        }
        self.id = id
        let taken = Set(vector.columns + (id.map { [$0] } ?? []))
        payload = names.indices.filter { !taken.contains($0) }.map { ($0, PayloadText.quoted(names[$0])) }
    }

    private static func automatic(_ names: [String], id: Int?, numbers: [Int], isArray: [Bool], path: String) throws(FileError) -> Vector {
        if let column = names.firstIndex(of: "vector") { return column < isArray.count && !isArray[column] ? .numbers([column]) : .array(column) }
        let groups = groups(names).filter { $0.value.count > 1 }
        if groups.count == 1, let group = groups.first?.value { return .numbers(group) }
        if !numbers.isEmpty, numbers.count == names.count - (id == nil ? 0 : 1) { return .numbers(numbers) }
        throw fault(path, "which columns form the vector is not clear: name them (x,y,z), give their prefix (v*), or say numeric")
    }

    private static func columns(_ wanted: [String], of names: [String], path: String) throws(FileError) -> [Int] {
        var columns = [Int]()
        for name in wanted {
            guard let column = names.firstIndex(of: name) else {
                throw fault(path, "no column is named '\(name)'; there are \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "")")
            }
            columns.append(column)
        }
        return columns
    }

    /// Columns named by a prefix and a number, by prefix, in the order of the numbers, which must run without a gap.
    private static func groups(_ names: [String]) -> [String: [Int]] {
        var found: [String: [(number: Int, column: Int)]] = [:]
        for (column, name) in names.enumerated() {
            let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
            guard digits > 0, let number = Int(name.suffix(digits)) else { continue }
            found[String(name.dropLast(digits)), default: []].append((number, column))
        }
        return found.mapValues { $0.sorted { $0.number < $1.number } }
            .filter { group in zip(group.value, group.value.dropFirst()).allSatisfy { $1.number == $0.number + 1 } }
            .mapValues { $0.map(\.column) }
    }

    private static func fault(_ path: String, _ message: String) -> FileError { FileError(.mismatch, path: path, at: .line(1), message) }
}

extension CSVLayout.Vector {
    var columns: [Int] {
        switch self {
        case .array(let column): [column]
        case .numbers(let columns): columns
        }
    }
}
