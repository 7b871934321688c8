import Foundation

/// Reads a snapshot file, trusting nothing that it says.
struct SnapshotReader {
    private let file: FileHandle
    /// Bytes of the file that were not read yet: what a member says of its size is held against it.
    private var left: UInt64
    /// What is inside.
    let kind: SnapshotArchive.Kind

    /// Opens a file and reads its header.
    ///
    /// - Throws: `RequestError.badRequest` when it is no snapshot, or one of a newer version.
    init(_ url: URL) throws {
        let file = try FileHandle(forReadingFrom: url)
        let size = try file.seekToEnd()
        try file.seek(toOffset: 0)
        guard let data = try file.read(upToCount: SnapshotArchive.headerByteCount), data.count == SnapshotArchive.headerByteCount else {
            throw RequestError.damagedSnapshot("it has \(size) bytes, fewer than its header")
        }
        let header = Array(data)
        guard Array(header[..<8]) == SnapshotArchive.magic else { throw RequestError.damagedSnapshot("it is not a snapshot of Kindred") }
        guard SnapshotArchive.integer(header, at: 28) == SnapshotArchive.checksum(Array(header[..<28])) else { throw RequestError.damagedSnapshot("its header") }
        let version: UInt32 = SnapshotArchive.integer(header, at: 8)
        guard version <= SnapshotArchive.currentVersion else {
            throw RequestError(.badRequest, "The snapshot has format version \(version), this server reads up to \(SnapshotArchive.currentVersion)")
        }
        guard let kind = SnapshotArchive.Kind(rawValue: SnapshotArchive.integer(header, at: 12)) else { throw RequestError.damagedSnapshot("its kind is unknown") }
        self.kind = kind
        self.file = file
        left = size - UInt64(header.count)
    }

    /// Unpacks all members to a folder, which is made. What was unpacked before an error stays there.
    mutating func unpack(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        var members = 0
        while let (path, size) = try nextMember(after: members) {
            members += 1
            guard members <= SnapshotArchive.membersMax else { throw RequestError.damagedSnapshot("it has more than \(SnapshotArchive.membersMax) members") }
            try unpack(path, size, to: folder)
        }
        try file.close()
    }

    /// The path and size of the next member; nil at the end, which must be right.
    private mutating func nextMember(after members: Int) throws -> (path: String, size: UInt64)? {
        var record = try bytes(SnapshotArchive.recordByteCount)
        let mark = Array(record[..<4]), length: UInt32 = SnapshotArchive.integer(record, at: 4), number: UInt64 = SnapshotArchive.integer(record, at: 8)
        guard mark == SnapshotArchive.memberMark || mark == SnapshotArchive.endMark, length <= UInt32(SnapshotArchive.pathByteCountMax) else {
            throw RequestError.damagedSnapshot("member \(members + 1) does not begin where it should")
        }
        record += try bytes(Int(length))
        guard SnapshotArchive.integer(try bytes(4), at: 0) == SnapshotArchive.checksum(record) else { throw RequestError.damagedSnapshot("the record of member \(members + 1)") }
        if mark == SnapshotArchive.endMark {
            guard number == UInt64(members), length == 0 else { throw RequestError.damagedSnapshot("it ends after \(members) of \(number) members") }
            guard left == 0 else { throw RequestError.damagedSnapshot("\(left) bytes follow its end") }
            return nil
        }
        guard left >= 4, number <= left - 4 else { throw RequestError.damagedSnapshot("member \(members + 1) says it has \(number) bytes where \(left) are left") }
        return (String(decoding: record[SnapshotArchive.recordByteCount...], as: UTF8.self), number)
    }

    private mutating func unpack(_ path: String, _ size: UInt64, to folder: URL) throws {
        let url = try Self.place(path, in: folder)
        try Data().write(to: url, options: .withoutOverwriting)
        let target = try FileHandle(forWritingTo: url)
        defer { try? target.close() }
        var rest = size, checksum: UInt32 = 0
        while rest > 0 {
            let piece = try bytes(Int(min(rest, UInt64(SnapshotArchive.pieceByteCount))))
            checksum = SnapshotArchive.checksum(piece, continuing: checksum)
            try target.write(contentsOf: piece)
            rest -= UInt64(piece.count)
        }
        guard SnapshotArchive.integer(try bytes(4), at: 0) == checksum else { throw RequestError.damagedSnapshot(path) }
        try target.synchronize()
    }

    /// Where a member goes, in folders that are made for it. Two members in one place would be two answers to what is there.
    private static func place(_ path: String, in folder: URL) throws -> URL {
        let names = try SnapshotArchive.names(of: path)
        var url = folder
        for (place, name) in names.enumerated() {
            let isLast = place == names.count - 1
            url.append(path: name, directoryHint: isLast ? .notDirectory : .isDirectory)
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            guard !exists || !isLast && isFolder.boolValue else { throw RequestError.damagedSnapshot("it has two members at \(path)") }
            if !exists, !isLast { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }
        }
        return url
    }

    /// The next bytes of the file.
    private mutating func bytes(_ count: Int) throws -> [UInt8] {
        guard UInt64(count) <= left else { throw RequestError.damagedSnapshot("it ends too early") }
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let data = try file.read(upToCount: count - bytes.count), !data.isEmpty else { throw RequestError.damagedSnapshot("it ends too early") }
            bytes += data
        }
        left -= UInt64(count)
        return bytes
    }
}
