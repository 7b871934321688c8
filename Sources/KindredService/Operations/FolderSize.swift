import Foundation

/// What the files below a folder take.
enum FolderSize {
    /// The sum of the files' sizes in bytes; files that vanish while it is taken do not count.
    static func bytes(_ folder: URL) -> Int {
        guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey, .isRegularFileKey]) else { return 0 }
        var sum = 0
        for case let file as URL in files {
            let values = try? file.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
            if values?.isRegularFile == true { sum += values?.fileSize ?? 0 }
        }
        return sum
    }
}
