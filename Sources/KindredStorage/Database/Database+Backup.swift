import Foundation

extension Database {
    /// Copies the database, as it is now, to a new directory, which is itself a database.
    ///
    /// Each collection is copied as it was at one moment; reads and writes go on meanwhile. The copy appears under its name only
    /// when it is whole and on the disk. What a killed backup or restore left in the same place, hidden, is removed first.
    ///
    /// - Parameters:
    ///   - destination: a path that does not exist yet.
    ///   - isWanted: asked before each collection and each segment; false ends the work, and nothing is left of it.
    /// - Throws: `StorageError`: `alreadyExists`, `diskFull`, `io`; `cancelled` when it is not wanted any more.
    public func backup(to destination: String, while isWanted: () -> Bool = { true }) throws(StorageError) {
        let target = URL(filePath: destination, directoryHint: .isDirectory)
        try Self.copy(to: target) { folder throws(StorageError) in
            let copy = try Catalog(folder.appending(path: "catalog.sqlite"), readOnly: false)
            for entry in try catalog.entries() {
                let collectionFolder = folder.appending(path: "collections/\(entry.folder)", directoryHint: .isDirectory)
                try collection(entry.name).backup(to: collectionFolder, while: isWanted)
                try copy.add(name: entry.name, folder: entry.folder)
            }
            let aliases = try catalog.aliases().map { AliasChange.create(alias: $0.alias, collection: $0.collection) }
            if !aliases.isEmpty { try copy.change(aliases) }
            try copy.close()
        }
    }

    /// Makes a database of a backup, after reading the backup whole.
    ///
    /// - Parameters:
    ///   - backup: a directory that `backup(to:)` made.
    ///   - destination: a path that does not exist yet, or an empty directory.
    /// - Throws: `StorageError`: `notFound`, `corrupt` when the backup is not sound, `alreadyExists`, `diskFull`, `io`.
    public static func restore(from backup: String, to destination: String) throws(StorageError) {
        var options = DatabaseOptions()
        options.isReadOnly = true
        let source = try Database(path: backup, options: options)
        let problems = try source.verify().filter { $0.severity == .damaged }
        guard problems.isEmpty else {
            throw StorageError(.corrupt, "backup \(backup) is not sound: \(problems[0])\(problems.count > 1 ? " and \(problems.count - 1) more" : "")")
        }
        try source.backup(to: destination)
        try source.close()
    }

    /// Fills a folder beside the target and gives it the target's name when it is whole.
    private static func copy(to target: URL, _ fill: (URL) throws(StorageError) -> Void) throws(StorageError) {
        let names = try? FileManager.default.contentsOfDirectory(atPath: target.path)
        guard names == nil || names == [], !FileManager.default.fileExists(atPath: target.path) || names == [] else {
            throw StorageError(.alreadyExists, "\(target.path) exists already: name a new directory")
        }
        let partial = try PartialCopy(of: target)
        let folder = partial.folder
        do throws(StorageError) {
            try rethrowing("create \(folder.path)") {
                try FileManager.default.createDirectory(at: folder.appending(path: "collections"), withIntermediateDirectories: true)
            }
            try fill(folder)
            try MappedFile.synchronizeFolder(folder.appending(path: "collections"))
            try partial.finish()
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }
}

extension VectorCollection {
    /// Copies the collection's files to a new folder, as they are at one moment.
    ///
    /// SQLite's copy says which rows exist, and no writer is at work while it is made; vector files only ever grow behind those
    /// rows, and the optimiser, which alone removes files, waits until the copy is done.
    func backup(to destination: URL, while isWanted: () -> Bool = { true }) throws(StorageError) {
        guard isWanted() else { throw StorageError(.cancelled, "the copy of collection \(name) was stopped") }
        try optimizing.withLock { _ throws(StorageError) in
            try rethrowing("create \(destination.path)") {
                try FileManager.default.createDirectory(at: destination.appending(path: "segments"), withIntermediateDirectories: true)
            }
            let snapshot = try copyStore(to: destination.appending(path: "collection.sqlite"))
            for view in snapshot.segments where view.rows > 0 {
                guard isWanted() else { throw StorageError(.cancelled, "the copy of collection \(name) was stopped") }
                let folder = Self.folder(of: view.segment.id, in: destination)
                try rethrowing("copy segment \(view.segment.id)") { try FileManager.default.copyItem(at: view.segment.folder, to: folder) }
                try Self.trim(view, in: folder)
                for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
                    try FileDescriptor(opening: folder.appending(path: name), .readWrite).synchronize()
                }
                try MappedFile.synchronizeFolder(folder)
            }
            try MappedFile.synchronizeFolder(destination.appending(path: "segments"))
            try copyEncoders(to: destination)
            try MappedFile.synchronizeFolder(destination)
        }
    }

    /// The folder of a collection's files that say how vectors are made of payloads: whoever makes them reads and writes them, the engine
    /// only copies them.
    package static let encodersFolder = "encoders"

    private func copyEncoders(to destination: URL) throws(StorageError) {
        let source = folder.appending(path: Self.encodersFolder), target = destination.appending(path: Self.encodersFolder)
        guard FileManager.default.fileExists(atPath: source.path) else { return }
        try rethrowing("copy \(source.path)") { try FileManager.default.copyItem(at: source, to: target) }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: target.path)) ?? [] {
            try FileDescriptor(opening: target.appending(path: name), .readWrite).synchronize()
        }
        try MappedFile.synchronizeFolder(target)
    }

    /// Cuts off what a growing segment's files have behind their rows: room for more, and rows that came after the copy's moment.
    private static func trim(_ view: SegmentView, in folder: URL) throws(StorageError) {
        guard !view.segment.isSealed else { return }
        for (name, vector) in view.segment.configuration.denseVectors {
            let descriptor = try FileDescriptor(opening: folder.appending(path: VectorColumn.fileName(name)), .readWrite)
            let size = VectorFile.headerByteCount + view.rows * vector.dimension * MemoryLayout<Float>.stride
            if try descriptor.size() > size { try descriptor.resize(size) }
        }
    }

    private func copyStore(to url: URL) throws(StorageError) -> Snapshot {
        if isReadOnly {
            try store.backup(to: url)
            return snapshot
        }
        return try write { _ throws(StorageError) in
            try store.backup(to: url)
            return snapshot
        }
    }
}
