public import Foundation
import Synchronization

/// A snapshot file that is not whole yet: hidden, and gone when nobody holds it any more, unless it was kept.
///
/// One that a killed process left is removed when the next is begun in its folder: no other process writes to the database, and
/// those of this process are known.
public final class PartialSnapshot: Sendable {
    /// The file; empty at first.
    public let url: URL
    private static let mark = ".partial-"
    private static let held = Mutex<Set<String>>([])

    init(in folder: URL) throws {
        url = folder.appending(path: "\(Self.mark)\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        _ = Self.held.withLock { $0.insert(url.lastPathComponent) }
        Self.removeAbandoned(in: folder)
        do {
            try Data().write(to: url, options: .withoutOverwriting)
        } catch {
            _ = Self.held.withLock { $0.remove(url.lastPathComponent) }
            throw error
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
        _ = Self.held.withLock { $0.remove(url.lastPathComponent) }
    }

    /// Gives the file, which must be on the disk, a name of its own.
    func keep(as target: URL) throws {
        guard rename(url.path, target.path) == 0 else { throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno)) }
        try Self.synchronizeFolder(target.deletingLastPathComponent())
    }

    /// Makes the names in a folder durable.
    static func synchronizeFolder(_ folder: URL) throws {
        let handle = try FileHandle(forReadingFrom: folder)
        try handle.synchronize()
        try handle.close()
    }

    private static func removeAbandoned(in folder: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(mark) && !held.withLock({ $0.contains(name) }) {
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }
}
