import Foundation
import Synchronization

/// The lock file that keeps a second writing process out. The system gives it back when the process ends, however it ends.
final class DatabaseLock: Sendable {
    static let fileName = "LOCK"
    private let descriptor: Mutex<FileDescriptor?>

    /// - Throws: `StorageError` with code `locked` when another process holds it.
    init(_ folder: URL, attempts: Int = attempts) throws(StorageError) {
        let url = folder.appending(path: Self.fileName)
        if !FileManager.default.fileExists(atPath: url.path) { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
        let descriptor = try FileDescriptor(opening: url, .readWrite)
        guard try Self.take(descriptor, attempts: attempts) else {
            throw StorageError(.locked, "another process writes to \(folder.path): close it, or open the database for reading only")
        }
        self.descriptor = Mutex(descriptor)
    }

    /// Makes a quarter of a second: a process that is just ending still holds the lock, and so does, for a moment, any child that
    /// was forked and has not yet become another program.
    private static let attempts = 25

    /// Locks an open file or folder, trying every hundredth of a second; false when another holds the lock.
    static func take(_ descriptor: borrowing FileDescriptor, attempts: Int = attempts) throws(StorageError) -> Bool {
        for attempt in 1...attempts {
            if try descriptor.tryLock(exclusive: true) { return true }
            if attempt < attempts { Thread.sleep(forTimeInterval: 0.01) }
        }
        return false
    }

    /// Gives the lock back.
    func release() { descriptor.withLock { $0 = nil } }
}
