import Foundation
import Kindred
public import KindredLearning

/// Which row is whose picture, beside a file of vectors.
///
/// A name that ends in `.jsonl` holds `{"identity": "Ada", "file": "Ada/1.jpg"}` for each row, which `kindred import --payload` takes too; any
/// other holds the identity alone, a line a row, which is what `--labels` takes.
public enum PictureNames {
    /// Writes names: whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public static func write(_ rows: [IdentityList.Row], to path: String) throws(FileError) {
        let isJSON = isJSONLines(path)
        let lines = rows.map { row in
            isJSON ? JSONValue.object(["identity": .string(row.identity), "file": .string(row.path)]).jsonText : row.identity
        }
        do {
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw FileError(.unwritable, path: path, "cannot be written: \(error.localizedDescription)")
        }
    }

    /// Reads names of JSON Lines.
    ///
    /// - Parameter count: how many rows there are; as many as are named when nil.
    /// - Throws: `FileError`: `malformed` with the line, `mismatch` for another number of rows.
    public static func read(_ path: String, rows count: Int? = nil) throws(FileError) -> [IdentityList.Row] {
        var lines = try RowLines(path: path), rows: [IdentityList.Row] = []
        while let line = try lines.next() {
            let object = try? JSONObject(parsing: Array(lines.lines.buffer[line]))
            guard let identity = object?["identity"]?.className, let file = object?["file"]?.stringValue else {
                throw FileError(.malformed, path: path, at: .line(lines.lines.line), "is no {\"identity\": …, \"file\": …}, as embed --names FILE.jsonl writes")
            }
            rows.append(IdentityList.Row(identity: identity, path: file))
        }
        if let count, rows.count != count { throw FileError(.mismatch, path: path, "has \(rows.count) names for \(count) vectors") }
        return rows
    }

    private static func isJSONLines(_ path: String) -> Bool { [".jsonl", ".ndjson"].contains { path.lowercased().hasSuffix($0) } }
}
