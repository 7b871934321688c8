import Foundation
public import KindredRetrieval

/// Graphs in files: GraphML and edge lists.
public enum GraphFile {
    /// What files of graphs are called in a directory.
    public static let extensions = ["graphml", "xml", "edgelist", "edges"]

    /// Reads one.
    ///
    /// - Throws: `FileError`: `mismatch` for a label that the file does not have.
    public static func read(_ path: String, as format: GraphFormat = GraphFormat()) throws(FileError) -> Graph {
        let source = try ByteSource(path: path)
        let bytes = try source.contents(atMost: GraphFormat.mostBytes)
        guard !bytes.isEmpty else { throw FileError(.empty, path: path, "is empty") }
        do {
            return try Graph(parsing: bytes, as: format)
        } catch {
            throw FileError(error, path: path)
        }
    }

    /// The files of graphs in a directory, by name.
    ///
    /// - Throws: `FileError`: `empty` when there are none.
    public static func list(_ directory: String) throws(FileError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw FileError(.unreadable, path: directory, "cannot be read as a directory")
        }
        let found = names.filter { name in !name.hasPrefix(".") && extensions.contains { name.lowercased().hasSuffix(".\($0)") } }.sorted()
        guard !found.isEmpty else { throw FileError(.empty, path: directory, "holds no graphs (\(extensions.map { "*.\($0)" }.joined(separator: ", ")))") }
        return found
    }

    /// Whether a path names a directory.
    public static func isDirectory(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: URL(filePath: path).resolvingSymlinksInPath().path)[.type] as? FileAttributeType) == .typeDirectory
    }
}

extension ByteSource {
    /// All bytes of the file, or of a pipe to its end.
    ///
    /// - Throws: `tooLarge` for more than `most`, `unreadable`.
    func contents(atMost most: Int) throws(FileError) -> [UInt8] {
        if let size, size > UInt64(most) { throw FileError(.tooLarge, path: path, "has \(size) bytes; at most \(most) are read") }
        var bytes = [UInt8](), filled = 0
        while true {
            let room = max(1 << 16, min(Int(size ?? 0) + 1, most + 1) - filled)
            bytes.append(contentsOf: repeatElement(0, count: filled + room - bytes.count))
            let got = try read(into: &bytes, from: filled, at: UInt64(filled))
            filled += got
            guard filled <= most else { throw FileError(.tooLarge, path: path, "has more than \(most) bytes") }
            if got < room { break }
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }
}

extension FileError {
    /// What is wrong with a text of a graph, as a fault of its file.
    init(_ error: GraphError, path: String) {
        let code: Code =
            switch error.code {
            case .unsupported: .unsupported
            case .tooLarge: .tooLarge
            case .invalidParameter: .mismatch
            default: .malformed
            }
        self.init(code, path: path, at: error.line.map { .line($0) }, error.message)
    }
}
