import Foundation
import Kindred

/// A folder of dated backups, `kindred-20261130T052000Z` and so on. What else lies in it is left alone.
///
///     let folder = try BackupFolder("backups")
///     let made = try folder.add { try operations.backup(to: $0) }
///     try folder.removeOldest(keeping: 7)
public struct BackupFolder: Sendable {
    /// A backup that was made.
    public struct Backup: Sendable {
        /// Where it is.
        public let path: String
        /// When it was begun, to the second.
        public let time: Timestamp
    }

    private let url: URL

    /// The folder at a path, which is made when there is none.
    ///
    /// - Throws: what the system throws.
    public init(_ path: String) throws {
        url = URL(filePath: path, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// The backups there are, oldest first. Half-made ones have other names.
    public var backups: [Backup] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.sorted().compactMap { name in
            guard let time = Self.time(of: name), isFolder(name) else { return nil }
            return Backup(path: url.appending(path: name).path, time: time)
        }
    }

    /// When the newest was begun.
    public var newest: Timestamp? { backups.last?.time }

    /// When the folder was last changed.
    public var lastChange: Timestamp? {
        let date = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.modificationDate] as? Date
        return date.map { Timestamp($0) }
    }

    /// Makes a backup under the name of this second, or of the next that is free.
    ///
    /// - Parameter make: makes it, whole or not at all, at a path that does not exist.
    public func add(_ make: (String) throws -> Void) throws -> Backup {
        var second = Int64(Date().timeIntervalSince1970)
        while FileManager.default.fileExists(atPath: url.appending(path: Self.name(second)).path) { second += 1 }
        let path = url.appending(path: Self.name(second)).path
        try make(path)
        return Backup(path: path, time: Timestamp(microseconds: second * 1_000_000))
    }

    /// Removes the oldest backups beyond some.
    ///
    /// - Throws: what the system throws; those that could be removed are gone.
    public func removeOldest(keeping count: Int) throws {
        for backup in backups.dropLast(count) {
            let old = URL(filePath: backup.path, directoryHint: .isDirectory)
            // Under the name of a partial copy first: nobody takes a half-removed one for a backup, and the next copy clears what a killed process left.
            let hidden = url.appending(path: ".\(old.lastPathComponent).partial-\(UUID().uuidString)", directoryHint: .isDirectory)
            try FileManager.default.moveItem(at: old, to: hidden)
            try FileManager.default.removeItem(at: hidden)
        }
    }

    /// `kindred-YYYYMMDDTHHMMSSZ`.
    static func name(_ second: Int64) -> String {
        let text = Timestamp(microseconds: second * 1_000_000).description.prefix(19)
        return "kindred-\(text.replacing("-", with: "").replacing(":", with: ""))Z"
    }

    /// The moment that a name tells; nil for names of other things.
    static func time(of name: String) -> Timestamp? {
        guard let parts = name.wholeMatch(of: /kindred-([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z/)?.output else { return nil }
        return Timestamp("\(parts.1)-\(parts.2)-\(parts.3)T\(parts.4):\(parts.5):\(parts.6)Z")
    }

    /// Links are not followed: what they lead to is not ours to remove.
    private func isFolder(_ name: String) -> Bool {
        let type = (try? FileManager.default.attributesOfItem(atPath: url.appending(path: name).path))?[.type] as? FileAttributeType
        return type == .typeDirectory
    }
}
