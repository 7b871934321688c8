import Foundation

/// The checkout that these tests were built from.
enum Repository {
    /// Its root folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL

    /// Folders that hold what was made or fetched, and what git keeps for itself.
    private static let skipped: Set<String> = [".build", ".git", ".swiftpm", ".venv", "__pycache__", "kindred-data"]

    /// The paths of all files below a folder, relative to the root, ascending.
    static func files(under folder: String = "", _ isIncluded: (String) -> Bool = { _ in true }) -> [String] {
        let start = folder.isEmpty ? root : root.appending(path: folder)
        var paths: [String] = []
        guard let walk = FileManager.default.enumerator(at: start, includingPropertiesForKeys: [.isRegularFileKey]) else { return [] }
        for case let url as URL in walk {
            if skipped.contains(url.lastPathComponent) {
                walk.skipDescendants()
                continue
            }
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else { continue }
            let path = String(url.standardizedFileURL.path.dropFirst(root.path.count)).trimmingPrefix("/")
            if isIncluded(String(path)) { paths.append(String(path)) }
        }
        return paths.sorted()
    }

    /// The text of a file.
    static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    /// The Swift sources below a folder.
    static func sources(under folder: String) throws -> [SourceFile] {
        try files(under: folder) { $0.hasSuffix(".swift") }.map { SourceFile(path: $0, text: try text($0)) }
    }
}
