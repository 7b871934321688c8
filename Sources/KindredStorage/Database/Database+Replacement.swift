public import Foundation

extension Database {
    /// Copies one collection, as it is now, to a new folder that ``restoreCollection(from:as:)`` takes.
    ///
    /// Reads and writes go on meanwhile.
    ///
    /// - Parameter folder: does not exist yet; nothing of it is left when this throws.
    /// - Throws: `StorageError`: `notFound`, `alreadyExists`, `diskFull`, `io`.
    public func backup(collection name: String, to folder: URL) throws(StorageError) {
        guard !FileManager.default.fileExists(atPath: folder.path) else { throw StorageError(.alreadyExists, "\(folder.path) exists already") }
        let collection = try collection(name)
        do throws(StorageError) {
            try collection.backup(to: folder)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    /// A place for a collection's files that nobody uses yet.
    ///
    /// Files that lie there when the database is opened next, and were not put in place by then, are removed.
    public func unusedCollectionFolder() -> URL {
        url.appending(path: "collections/\(UUID().uuidString.lowercased())", directoryHint: .isDirectory)
    }

    /// Makes a collection of a copy, instead of any that has the name.
    ///
    /// The copy is read whole before; who holds the collection that was replaced gets errors with code `closed` from then on.
    /// A process killed meanwhile leaves the old collection or the new one. Aliases stay: they name the new collection.
    ///
    /// - Parameters:
    ///   - folder: files that ``backup(collection:to:)`` made, in a place that ``unusedCollectionFolder()`` gave. They are taken over;
    ///     when this throws they are gone.
    ///   - name: the collection's name, or an alias of it.
    /// - Throws: `StorageError`: `corrupt` or `newerVersion` when the copy is not sound, `invalidArgument` for a name that no
    ///   collection can have, `readOnly`, `diskFull`, `io`.
    public func restoreCollection(from folder: URL, as name: String) throws(StorageError) {
        precondition(folder.deletingLastPathComponent().standardizedFileURL.path == url.appending(path: "collections").standardizedFileURL.path, "\(folder.path)")
        do throws(StorageError) {
            guard !options.isReadOnly else { throw StorageError(.readOnly, "the database was opened for reading only") }
            try Self.check(name: name)
            let name = try catalog.collection(ofAlias: name) ?? name
            let collection = try checkedCollection(in: folder, named: name)
            do throws(StorageError) {
                try put(collection, in: folder)
            } catch {
                try? collection.close()
                throw error
            }
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    /// Opens the collection of a copy after reading all of it.
    private func checkedCollection(in folder: URL, named name: String) throws(StorageError) -> VectorCollection {
        let segments = folder.appending(path: "segments")
        try rethrowing("create \(segments.path)") { try FileManager.default.createDirectory(at: segments, withIntermediateDirectories: true) }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: segments.path)) ?? [] {
            try MappedFile.synchronizeFolder(segments.appending(path: name))
        }
        try MappedFile.synchronizeFolder(segments)
        let collection = try VectorCollection(opening: name, folder: folder, options: options, memory: memory, lock: lock)
        do throws(StorageError) {
            let problems = try collection.verify().filter { $0.severity == .damaged }
            if let first = problems.first {
                throw StorageError(.corrupt, "the copy is not sound: \(first)\(problems.count > 1 ? " and \(problems.count - 1) more" : "")")
            }
            try MappedFile.synchronizeFolder(folder)
            try MappedFile.synchronizeFolder(folder.deletingLastPathComponent())
            return collection
        } catch {
            try? collection.close()
            throw error
        }
    }

    /// Gives a collection its name in one commit, and removes the one that had it.
    private func put(_ collection: VectorCollection, in folder: URL) throws(StorageError) {
        let name = collection.name
        let result: Result<(replaced: VectorCollection?, folder: String?), StorageError> = open.withLock { open in
            do throws(StorageError) {
                guard try catalog.collection(ofAlias: name) == nil else { throw StorageError(.alreadyExists, "\(name) became an alias meanwhile") }
                let old = try catalog.entry(name)?.folder
                try catalog.put(name: name, folder: folder.lastPathComponent)
                return .success((open.updateValue(collection, forKey: name), old))
            } catch { return .failure(error) }
        }
        let (replaced, old) = try result.get()
        // The new collection is in place; what remains of the old one is removed by the next opening at the latest.
        try? replaced?.close()
        if let old { try? FileManager.default.removeItem(at: url.appending(path: "collections/\(old)")) }
    }
}
