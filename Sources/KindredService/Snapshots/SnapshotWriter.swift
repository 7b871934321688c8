import Foundation

/// Writes a snapshot file, a piece at a time.
struct SnapshotWriter {
    private let file: FileHandle
    private var hash = SHA256()
    private var members: UInt64 = 0

    /// Begins a file that is there and empty.
    init(_ url: URL, _ kind: SnapshotArchive.Kind) throws {
        file = try FileHandle(forWritingTo: url)
        try write(SnapshotArchive.header(kind))
    }

    /// Adds the files of a folder and of the folders in it, by ascending path; what is hidden, and lock files, are not taken along.
    mutating func add(_ folder: URL) throws {
        for path in try Self.paths(in: folder, prefix: "") { try add(folder.appending(path: path), path: path) }
    }

    private static func paths(in folder: URL, prefix: String) throws -> [String] {
        var paths: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where !name.hasPrefix(".") && name != "LOCK" {
            let url = folder.appending(path: name)
            switch try FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType {
            case .typeDirectory?: paths += try Self.paths(in: url, prefix: "\(prefix)\(name)/")
            case .typeRegular?: paths.append(prefix + name)
            default: break
            }
        }
        return paths
    }

    private mutating func add(_ url: URL, path: String) throws {
        _ = try SnapshotArchive.names(of: path)
        let source = try FileHandle(forReadingFrom: url)
        defer { try? source.close() }
        let size = try source.seekToEnd()
        try source.seek(toOffset: 0)
        try write(SnapshotArchive.record(SnapshotArchive.memberMark, path: path, size))
        var left = size, checksum: UInt32 = 0
        while left > 0 {
            let piece = Array(try source.read(upToCount: Int(min(left, UInt64(SnapshotArchive.pieceByteCount)))) ?? Data())
            guard !piece.isEmpty else { throw RequestError(.service, "\(url.lastPathComponent) became shorter while it was read") }
            checksum = SnapshotArchive.checksum(piece, continuing: checksum)
            try write(piece)
            left -= UInt64(piece.count)
        }
        try write(SnapshotArchive.littleEndian(checksum))
        members += 1
    }

    /// Ends the file and returns, once it is on the disk, its checksum.
    mutating func finish() throws -> String {
        try write(SnapshotArchive.record(SnapshotArchive.endMark, members))
        try file.synchronize()
        try file.close()
        return hash.finish()
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        try file.write(contentsOf: bytes)
        hash.update(bytes)
    }
}
