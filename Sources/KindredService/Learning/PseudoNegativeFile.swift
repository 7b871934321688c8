import Kindred
import KindredLearning
import KindredMath

/// A file of points without label that are known not to be of a class, though their nearest labelled point is: JSON Lines, blank lines skipped.
///
///     {"id": 1203, "label": "cat"}                  // taken for a cat, and none: a negative of cats, of weight 0.5
///     {"id": "0d5e…", "label": 8, "weight": 0.25}
///
/// A point may be listed with several classes, once with each. Whoever writes the file judges: say, by a search for each point without label,
/// whose first answer is near and contradicts what else is known of the point.
enum PseudoNegativeFile {
    /// One line.
    private struct Line {
        let number: Int
        let id: PointID
        let label: String
        let weight: Double
    }

    /// The points that a file lists, and what they are not.
    ///
    /// - Parameters:
    ///   - labelled: the points that teach, whose classes may be named.
    ///   - field: the payload field that must be missing.
    /// - Throws: `FileError`: `malformed` for a line that cannot be read, `mismatch` with the line for a point that is not there, has no such
    ///   vector or has a label, and for a class that no point has; `empty` for a file without lines; `StorageError`.
    static func read(_ path: String, _ collection: VectorCollection, _ labelled: LabelledRows, field: PayloadPath, using vector: String) throws -> PseudoNegatives {
        let lines = try lines(path), numbers = Dictionary(uniqueKeysWithValues: labelled.classes.enumerated().map { ($1, $0) })
        guard !lines.isEmpty else { throw FileError(.empty, path: path, "lists no points") }
        let points = try collection.fetch(Set(lines.map(\.id)).sorted(), withPayload: true)
        let known = Dictionary(points.map { ($0.id, $0) }) { first, _ in first }
        var values: [Float] = [], rows: [PointID: Int] = [:]
        let entries = try lines.map { line in
            func wrong(_ message: String) -> FileError { FileError(.mismatch, path: path, at: .line(line.number), message) }
            guard let point = known[line.id] else { throw wrong("point \(line.id) is not in collection \(collection.name)") }
            guard let own = point.vectors[vector] else { throw wrong("point \(line.id) has no vector \"\(vector)\"") }
            if let label = point.payload.values(at: field).first?.className { throw wrong("point \(line.id) has the label \(label); pseudo-negatives have none") }
            guard let label = numbers[line.label] else { throw wrong("no point is of class \(line.label), which point \(line.id) is said not to be") }
            if rows[line.id] == nil {
                rows[line.id] = rows.count
                values += own
            }
            return PseudoNegatives.Entry(row: rows[line.id] ?? 0, label: label, weight: line.weight)
        }
        return PseudoNegatives(rows: Matrix(rows: rows.count, columns: labelled.rows.columns, elements: values), entries: entries)
    }

    private static func lines(_ path: String) throws -> [Line] {
        var reader = try LineReader(path: path), lines: [Line] = [], seen: Set<String> = []
        while let range = try reader.nextLine() {
            let bytes = Array(reader.buffer[range])
            guard bytes.contains(where: { $0 > 0x20 }) else { continue }
            do {
                let line = try line(JSONObject(parsing: bytes), reader.line)
                guard seen.insert("\(line.id) \(line.label)").inserted else { throw StorageError(.invalidArgument, "point \(line.id) is listed with \(line.label) before") }
                lines.append(line)
            } catch {
                throw FileError(.malformed, path: path, at: .line(reader.line), (error as? StorageError)?.message ?? "\(error)")
            }
        }
        return lines
    }

    private static func line(_ object: JSONObject, _ number: Int) throws -> Line {
        if let key = object.keys.first(where: { !["id", "label", "weight"].contains($0) }) {
            throw StorageError(.invalidArgument, "\"\(key)\" is no key of pseudo-negatives: id, label, weight are")
        }
        guard let id = object["id"] else { throw StorageError(.invalidArgument, "\"id\" is missing") }
        guard let label = object["label"] else { throw StorageError(.invalidArgument, "\"label\" is missing") }
        guard let name = label.className else { throw StorageError(.invalidArgument, "\"label\" is \(label.jsonText), not a class") }
        let weight = object["weight"]
        guard let value = weight == nil ? 0.5 : weight?.doubleValue, value > 0, value <= 1 else {
            throw StorageError(.invalidArgument, "\"weight\" is \(weight?.jsonText ?? ""), not a number above 0 and up to 1")
        }
        return Line(number: number, id: try PointID(json: id, key: "id"), label: name, weight: value)
    }
}
