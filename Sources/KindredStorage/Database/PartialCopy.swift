import Foundation

/// A folder that is filled beside its target and gets the target's name when it is whole.
///
/// Whoever fills it holds the lock file inside. One whose lock is free was left by a process that was killed; nobody reads it,
/// and the next copy into the same parent removes it.
struct PartialCopy {
    private static let mark = ".partial-"
    let folder: URL
    private let target: URL
    /// Nil where the file system knows no locks; nothing is taken for abandoned there.
    private let lock: DatabaseLock?

    /// Makes the folder, and removes those that were abandoned beside it.
    init(of target: URL) throws(StorageError) {
        let parent = target.deletingLastPathComponent()
        let folder = parent.appending(path: ".\(target.lastPathComponent)\(Self.mark)\(UUID().uuidString)", directoryHint: .isDirectory)
        try rethrowing("create \(parent.path)") { try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true) }
        // Until the new folder is locked the parent is, so that no other copy takes the new one for abandoned.
        let guardian = try FileDescriptor(opening: parent, .read)
        _ = try? DatabaseLock.take(guardian)
        let (abandoned, lock) = try withExtendedLifetime(guardian) { () throws(StorageError) in
            let abandoned = Self.abandoned(in: parent)
            try rethrowing("create \(folder.path)") { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false) }
            return (abandoned, try? DatabaseLock(folder))
        }
        self.folder = folder
        self.target = target
        self.lock = lock
        for (url, lock) in abandoned {
            try? FileManager.default.removeItem(at: url)
            lock.release()
        }
    }

    /// Gives the folder its target's name, which may be that of an empty folder.
    func finish() throws(StorageError) {
        try MappedFile.synchronizeFolder(folder)
        try MappedFile.rename(folder, to: target)
        try MappedFile.synchronizeFolder(target.deletingLastPathComponent())
        lock?.release()
    }

    /// The folders in `parent` that nobody fills any more, with their locks.
    private static func abandoned(in parent: URL) -> [(URL, DatabaseLock)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
        return names.filter(isPartial).compactMap { name in
            let folder = parent.appending(path: name, directoryHint: .isDirectory)
            return (try? DatabaseLock(folder, attempts: 1)).map { (folder, $0) }
        }
    }

    private static func isPartial(_ name: String) -> Bool {
        guard name.hasPrefix("."), let mark = name.range(of: mark, options: .backwards) else { return false }
        return UUID(uuidString: String(name[mark.upperBound...])) != nil
    }
}
