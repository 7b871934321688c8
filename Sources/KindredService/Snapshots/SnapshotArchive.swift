import Foundation
import KindredMath

/// The format of snapshot files: a header, members one after another, and an end. Integers are little-endian; every byte lies under a CRC-32C.
///
///     header  magic "KINDREDS", version u32, kind u32, 12 bytes 0, checksum u32 of the 28 bytes before it
///     member  mark "MEMB", length of its path u32, length of its content u64, path, checksum u32 of all that;
///             content, checksum u32 of it
///     end     mark "ENDS", 0 u32, number of members u64, checksum u32 of the 16 bytes before it; nothing follows
///
/// Paths are relative, of plain names parted by slashes. Files are written and read in pieces, so that their size needs no memory.
enum SnapshotArchive {
    /// What is inside.
    enum Kind: UInt32 {
        /// The files of one collection.
        case collection = 1
        /// A whole database as a backup holds it.
        case database = 2
    }

    static let magic = Array("KINDREDS".utf8)
    /// The version this code writes, and the newest it reads.
    static let currentVersion: UInt32 = 1
    static let headerByteCount = 32
    /// Bytes of a member's record, or of the end, before the path and without its checksum.
    static let recordByteCount = 16
    static let memberMark = Array("MEMB".utf8)
    static let endMark = Array("ENDS".utf8)
    /// How much is read or written at once.
    static let pieceByteCount = 1 << 20
    /// More members than any database has are refused, lest they fill a disk with empty files.
    static let membersMax = 1 << 20
    static let pathByteCountMax = 1024

    static func checksum(_ bytes: [UInt8], continuing checksum: UInt32 = 0) -> UInt32 { Kernels.active.crc32c(bytes.span.bytes, continuing: checksum) }

    static func header(_ kind: Kind) -> [UInt8] {
        var bytes = magic + littleEndian(currentVersion) + littleEndian(kind.rawValue) + [UInt8](repeating: 0, count: 12)
        bytes += littleEndian(checksum(bytes))
        return bytes
    }

    /// The record of a member, or with the mark of the end and no path the number of members.
    static func record(_ mark: [UInt8], path: String = "", _ number: UInt64) -> [UInt8] {
        var bytes = mark + littleEndian(UInt32(path.utf8.count)) + littleEndian(number) + Array(path.utf8)
        bytes += littleEndian(checksum(bytes))
        return bytes
    }

    static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        stride(from: 0, to: Value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    static func integer<Value: FixedWidthInteger & UnsignedInteger>(_ bytes: [UInt8], at offset: Int, as type: Value.Type = Value.self) -> Value {
        (0..<Value.bitWidth / 8).reduce(0) { $0 | Value(bytes[offset + $1]) << (8 * $1) }
    }

    /// The names of a member's path, refusing all that could lead out of the folder it is unpacked to.
    static func names(of path: String) throws -> [String] {
        let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isPlain = names.allSatisfy { name in
            (1...255).contains(name.utf8.count) && !name.hasPrefix(".") && name.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "\\") }
        }
        guard isPlain, (1...8).contains(names.count), path.utf8.count <= pathByteCountMax else { throw RequestError.damagedSnapshot("a member has the path \"\(path.prefix(80))\"") }
        return names
    }
}

extension RequestError {
    /// A file that is no snapshot of ours, or no longer a whole one.
    static func damagedSnapshot(_ what: String) -> RequestError { RequestError(.badRequest, "Snapshot is damaged: \(what)") }

    /// What an error means where snapshots are read and written: a full disk, a damaged snapshot, or a failure of the system.
    public init(snapshot error: any Error) {
        switch error {
        case let error as RequestError: self = error
        case let error as StorageError where error.code == .corrupt || error.code == .newerVersion: self = Self.damagedSnapshot("\(error)")
        case is StorageError, is CancellationError: self.init(error)
        default:
            let error = error as NSError, beneath = error.userInfo[NSUnderlyingErrorKey] as? NSError
            let isFull = [error, beneath].contains { $0?.code == CocoaError.fileWriteOutOfSpace.rawValue || $0?.domain == NSPOSIXErrorDomain && $0?.code == Int(ENOSPC) }
            self.init(isFull ? .outOfSpace : .service, isFull ? "No space left on the disk" : error.localizedDescription)
        }
    }
}
