import Foundation

/// The snapshots of a collection, of its one shard, or of the whole database: files of one folder, each with its checksum beside it.
struct SnapshotFolder {
    static let suffix = ".snapshot"
    static let checksumSuffix = ".checksum"
    let url: URL

    /// Where a database keeps snapshots.
    static func root(_ database: Database) -> URL { database.url.appending(path: "snapshots", directoryHint: .isDirectory) }

    init(_ database: Database, _ scope: SnapshotScope) {
        var url = Self.root(database)
        switch scope {
        case .database: break
        case .collection(let name): url.append(path: Self.folderName(name), directoryHint: .isDirectory)
        case .shard(let name): url.append(path: "\(Self.folderName(name))/shards/0", directoryHint: .isDirectory)
        }
        self.url = url
    }

    /// A collection's name as the name of a folder, in which "." and ".." are names like others.
    static func folderName(_ name: String) -> String {
        var text = name.replacing("%", with: "%25")
        if text.hasPrefix(".") { text = "%2E" + text.dropFirst() }
        return text.utf8.count <= 255 ? text : "%" + SHA256.hexadecimal(Array(name.utf8))
    }

    /// Every snapshot, by ascending name.
    func list() throws -> [SnapshotDescription] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted().compactMap { try describe($0) }
    }

    /// One snapshot.
    ///
    /// - Throws: `RequestError.notFound`, also for what cannot be the name of one.
    func find(_ name: String) throws -> (description: SnapshotDescription, url: URL) {
        guard let description = try describe(name) else { throw RequestError(.notFound, "Snapshot \(name.prefix(255)) not found") }
        return (description, url.appending(path: name))
    }

    /// Nil for a name that no snapshot has, and for what is not a plain file.
    private func describe(_ name: String) throws -> SnapshotDescription? {
        let isPlain = name.utf8.count <= 255 && !name.hasPrefix(".") && name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 && $0 != "/" && $0 != "\\" }
        guard isPlain, name.hasSuffix(Self.suffix) else { return nil }
        let file = url.appending(path: name)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file.path), attributes[.type] as? FileAttributeType == .typeRegular else { return nil }
        let size = (attributes[.size] as? NSNumber)?.intValue ?? 0, date = attributes[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
        let checksum = try? String(contentsOf: url.appending(path: name + Self.checksumSuffix), encoding: .utf8)
        let time = Timestamp(microseconds: Int64(date.timeIntervalSince1970) * 1_000_000)
        return SnapshotDescription(name: name, size: size, creationTime: time, checksum: checksum?.count == 64 ? checksum : nil)
    }

    /// Makes a snapshot of what lies in a folder; it has its name only once it is whole and on the disk.
    func add(_ name: String, _ kind: SnapshotArchive.Kind, of folder: URL) throws -> SnapshotDescription {
        let partial = try PartialSnapshot(in: url)
        var writer = try SnapshotWriter(partial.url, kind)
        try writer.add(folder)
        let checksum = try writer.finish()
        try Data(checksum.utf8).write(to: url.appending(path: name + Self.checksumSuffix), options: .atomic)
        try partial.keep(as: url.appending(path: name))
        return try find(name).description
    }

    /// Removes a snapshot.
    func remove(_ name: String) throws {
        let file = try find(name).url
        try FileManager.default.removeItem(at: file)
        try? FileManager.default.removeItem(at: url.appending(path: name + Self.checksumSuffix))
        try PartialSnapshot.synchronizeFolder(url)
    }
}
