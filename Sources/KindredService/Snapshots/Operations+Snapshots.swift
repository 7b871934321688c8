public import Foundation
import Kindred

extension Operations {
    /// The snapshots there are, by ascending name.
    ///
    /// - Throws: `RequestError.notFound` for a collection that is not there.
    public func snapshots(of scope: SnapshotScope) throws -> [SnapshotDescription] {
        try snapshotting { try SnapshotFolder(database, resolved(scope)).list() }
    }

    /// Makes a snapshot; it is on the disk when this returns. Reads and writes go on meanwhile.
    ///
    /// - Throws: `RequestError`: `notFound`, `outOfSpace`.
    public func createSnapshot(of scope: SnapshotScope) throws -> SnapshotDescription {
        try snapshotting {
            let scope = try resolved(scope), copy = database.unusedCollectionFolder()
            defer { try? FileManager.default.removeItem(at: copy) }
            switch scope {
            case .database:
                try database.backup(to: copy.path)
                return try SnapshotFolder(database, scope).add(Self.snapshotName("full-snapshot"), .database, of: copy)
            case .collection(let name), .shard(let name):
                try database.backup(collection: name, to: copy)
                return try SnapshotFolder(database, scope).add(Self.snapshotName(name), .collection, of: copy)
            }
        }
    }

    /// Removes a snapshot.
    ///
    /// - Throws: `RequestError.notFound`.
    public func deleteSnapshot(_ name: String, of scope: SnapshotScope) throws {
        try snapshotting { try SnapshotFolder(database, resolved(scope)).remove(name) }
    }

    /// The file of a snapshot, to be sent to who asks for it.
    ///
    /// - Throws: `RequestError.notFound`.
    public func snapshotFile(_ name: String, of scope: SnapshotScope) throws -> (description: SnapshotDescription, url: URL) {
        try snapshotting { try SnapshotFolder(database, resolved(scope)).find(name) }
    }

    /// A file in the snapshots folder that a URL names.
    ///
    /// - Throws: `RequestError`: `forbidden` for a path that leads anywhere else, `notFound`.
    public func snapshotFile(atPath path: String) throws -> URL {
        try reach.checkEverything()
        let root = SnapshotFolder.root(database).resolvingSymlinksInPath().standardizedFileURL.path
        let url = URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL
        guard url.path.hasPrefix(root + "/") else { throw RequestError(.forbidden, "Snapshot file path must be inside the snapshots directory") }
        let type = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.type] as? FileAttributeType
        guard type == .typeRegular else { throw RequestError(.notFound, "Snapshot file \"\(path)\" does not exist") }
        return url
    }

    /// A new file for a snapshot that comes from elsewhere; it goes away with its last holder.
    public func incomingSnapshot() throws -> PartialSnapshot { try snapshotting { try PartialSnapshot(in: SnapshotFolder.root(database)) } }

    /// Makes a collection of a snapshot, instead of any of that name; one commit puts it in place. Aliases stay.
    ///
    /// - Parameters:
    ///   - file: a snapshot of a collection.
    ///   - checksum: the SHA-256 that the file must have, in hexadecimal.
    /// - Throws: `RequestError`: `badRequest` for another checksum or a file that is damaged or of another kind, `outOfSpace`.
    public func recoverCollection(_ name: String, from file: URL, checksum: String? = nil) throws {
        try reach.checkEverything()
        try snapshotting {
            if let checksum { try Self.check(file, checksum) }
            var reader = try SnapshotReader(file)
            guard reader.kind == .collection else { throw RequestError(.badRequest, "The snapshot is one of a whole database, not of a collection") }
            let folder = database.unusedCollectionFolder()
            do {
                try reader.unpack(to: folder)
            } catch {
                try? FileManager.default.removeItem(at: folder)
                throw error
            }
            do {
                try database.restoreCollection(from: folder, as: name)
            } catch let error as StorageError where error.code == .io || error.code == .notFound {
                // The files were just written: what cannot be read in them is what they are.
                throw RequestError.damagedSnapshot("\(error)")
            }
        }
    }

    /// The same of a file that came from elsewhere.
    public func recoverCollection(_ name: String, from incoming: PartialSnapshot, checksum: String? = nil) throws {
        try withExtendedLifetime(incoming) { try recoverCollection(name, from: incoming.url, checksum: checksum) }
    }

    /// Makes a database of a snapshot of a whole one, after reading all of it.
    ///
    /// - Parameter destination: a path that does not exist yet.
    /// - Throws: `RequestError.badRequest` for a file that is damaged or of another kind, `StorageError`.
    public static func restore(fromSnapshot file: URL, to destination: String) throws {
        var reader = try SnapshotReader(file)
        guard reader.kind == .database else { throw RequestError(.badRequest, "The snapshot is one of a collection, not of a whole database") }
        // Beside the destination, where there must be room anyway.
        let target = URL(filePath: destination), parent = target.deletingLastPathComponent()
        let folder = parent.appending(path: ".\(target.lastPathComponent).snapshot-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try reader.unpack(to: folder)
        try Database.restore(from: folder.path, to: destination)
    }

    /// The scope with a collection's own name instead of an alias.
    private func resolved(_ scope: SnapshotScope) throws -> SnapshotScope {
        switch scope {
        case .database:
            try reach.checkEverything()
            return .database
        case .collection(let name): return .collection(try collection(named: name).name)
        case .shard(let name): return .shard(try collection(named: name).name)
        }
    }

    /// A name that no other snapshot has, and that is safe whatever the collection is called.
    private static func snapshotName(_ name: String) -> String {
        let safe = String(name.prefix(100).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") ? $0 : "_" })
        let time = Timestamp(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000).description.prefix(19)
        return "\(safe)-\(time.replacing("T", with: "-").replacing(":", with: "-"))-\(UUID().uuidString.prefix(8).lowercased())\(SnapshotFolder.suffix)"
    }

    private static func check(_ file: URL, _ checksum: String) throws {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var hash = SHA256()
        while let piece = try handle.read(upToCount: SnapshotArchive.pieceByteCount), !piece.isEmpty { hash.update(Array(piece)) }
        let found = hash.finish()
        guard found == checksum.lowercased() else { throw RequestError(.badRequest, "Snapshot checksum mismatch: expected \(checksum.prefix(64)), got \(found)") }
    }

    private func snapshotting<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw RequestError(snapshot: error) }
    }
}
