import Foundation
public import Kindred

extension Operations {
    /// Seals and merges all segments of a collection, drops deleted rows and builds the index: searches are fastest afterwards.
    ///
    /// - Parameter progress: gets rows done and rows in all; returning `false` stops the work and changes nothing.
    /// - Throws: `StorageError`; `cancelled` when it was stopped.
    public func optimize(_ collection: String, progress: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true }) throws {
        try database.collection(collection).optimize(progress: progress)
    }

    /// Changes how near vectors of a collection are found; ``optimize(_:progress:)`` builds the new index now, the background
    /// optimiser otherwise.
    ///
    /// - Throws: `StorageError`: `notFound`, `invalidArgument` for an index that does not serve the collection.
    public func reindex(_ collection: String, using vector: String = "", _ index: IndexConfiguration) throws {
        try database.collection(collection).changeIndex(of: vector, to: index)
    }

    /// Reads everything that is stored, of one collection or of all, and reports what is not sound.
    public func verify(_ collection: String? = nil) throws -> [StorageProblem] {
        guard let collection else { return try database.verify() }
        return try database.collection(collection).verify()
    }

    /// Copies the database as it is now to a directory that does not exist yet.
    ///
    /// - Parameter isWanted: asked again and again; false ends the work, and nothing is left of it.
    /// - Throws: `StorageError`; `cancelled` when it is not wanted any more.
    public func backup(to destination: String, while isWanted: () -> Bool = { true }) throws {
        try database.backup(to: destination, while: isWanted)
    }

    /// Makes a database of a backup, or of a snapshot of a whole database, after reading all of it.
    ///
    /// - Throws: `StorageError`: `corrupt` when the backup is not sound, `alreadyExists`, …; `RequestError` for a snapshot that is damaged.
    public static func restore(from backup: String, to destination: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: backup, isDirectory: &isFolder), !isFolder.boolValue {
            try restore(fromSnapshot: URL(filePath: backup), to: destination)
        } else {
            try Database.restore(from: backup, to: destination)
        }
    }
}

extension Operations {
    /// Builds derived files anew and, when asked, drops points that are damaged. The database must not be open.
    ///
    /// - Throws: `StorageError`: `locked`, `notFound`, `corrupt` when SQLite's own files are damaged.
    public static func repair(path: String, dropsDamaged: Bool) throws -> RepairReport {
        try Database.repair(path: path, dropsDamaged: dropsDamaged)
    }
}
