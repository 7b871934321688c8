public import Kindred
public import KindredMath

/// Vectors with the class that each belongs to.
public struct LabelledRows: Sendable {
    /// One vector a row.
    public var rows: Matrix<Float>
    /// The class of each row, an index of `classes`.
    public var labels: [Int]
    /// The classes as they are called, in the order of appearance.
    public var classes: [String]
    /// The points that the rows are of; empty for rows of a file.
    public var ids: [PointID] = []
    /// How many points had no label or no vector, and are left out.
    public var unlabelled = 0

    /// Rows by class number.
    init(rows: Matrix<Float>, labels: [Int], classes: [String]) {
        self.rows = rows
        self.labels = labels
        self.classes = classes
    }

    /// The points of a collection whose payload says their class.
    ///
    /// - Parameters:
    ///   - label: the payload field; of a list the first element counts.
    ///   - vector: which of the points' vectors.
    ///   - filter: only points that match.
    ///   - isCancelled: asked between pages of points.
    /// - Throws: `StorageError`: `invalidArgument` when no point has the field, or all have the same class; `cancelled`.
    /// - Complexity: reads every point.
    public init(_ collection: VectorCollection, label: PayloadPath, using vector: String, filter: Filter? = nil, isCancelled: () -> Bool = { false }) throws {
        guard let dimension = collection.configuration.vectors[vector]?.dimension else {
            throw StorageError(.invalidArgument, "collection \(collection.name) has no vector named \"\(vector)\"")
        }
        var values: [Float] = [], labels: [Int] = [], ids: [PointID] = [], known = ClassNumbers(), unlabelled = 0
        var next: PointID? = nil
        repeat {
            if isCancelled() { throw StorageError(.cancelled, "reading the points of collection \(collection.name) was stopped after \(ids.count)") }
            let page = try collection.scroll(from: next, limit: Self.pageRows, filter: filter, withPayload: true, withVectors: true)
            for point in page.points {
                guard let values1 = point.vectors[vector], let name = point.payload.values(at: label).first?.className else {
                    unlabelled += 1
                    continue
                }
                values += values1
                ids.append(point.id)
                labels.append(known.number(of: name))
            }
            next = page.next
        } while next != nil
        guard !labels.isEmpty else { throw StorageError(.invalidArgument, "no point of collection \(collection.name) has a label in \(label)") }
        self.init(rows: Matrix(rows: labels.count, columns: dimension, elements: values), labels: labels, classes: known.names)
        self.unlabelled = unlabelled
        self.ids = ids
        try checkClasses("points of collection \(collection.name)", "\(label)")
    }

    private static let pageRows = 8_192

    /// The rows of a file of vectors and one of labels.
    ///
    /// - Throws: `FileError`.
    public init(vectors path: String, labels: String, options: VectorFileOptions = .init()) throws {
        let batch = try VectorFile.readAll(path, options: options, atLeast: 2)
        let numbers = try LabelFile.read(labels, rows: batch.count)
        self.init(
            rows: Matrix(rows: batch.count, columns: batch.dimension, elements: batch.values), labels: numbers,
            classes: (0...(numbers.max() ?? 0)).map(String.init))
    }

    /// Some of the rows, with all the classes there are.
    func chosen(_ places: [Int]) -> LabelledRows {
        var result = LabelledRows(rows: rows.rows(places), labels: places.map { labels[$0] }, classes: classes)
        result.ids = ids.isEmpty ? [] : places.map { ids[$0] }
        result.unlabelled = unlabelled
        return result
    }

    private func checkClasses(_ what: String, _ field: String) throws {
        guard classes.count > 1 else {
            throw StorageError(.invalidArgument, "all \(labels.count) \(what) have \(field) = \(classes[0]); at least two classes are needed")
        }
        guard classes.count < labels.count else {
            throw StorageError(.invalidArgument, "no two of the \(labels.count) \(what) share their \(field); some must")
        }
    }
}

/// Numbers for classes, from 0 in the order of appearance.
struct ClassNumbers {
    private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]

    mutating func number(of name: String) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }
}

extension JSONValue {
    /// What a value is called as a class: text as it is, other scalars as JSON; nil for what is no class.
    var className: String? {
        switch self {
        case .string(let text): text
        case .int, .uint, .double, .bool: jsonText
        case .null, .array, .object: nil
        }
    }
}

extension Matrix where Scalar == Float {
    /// Some rows.
    func rows(_ places: [Int]) -> Matrix { Matrix(rows: places.count, columns: columns, elements: places.flatMap { row($0) }) }
}
