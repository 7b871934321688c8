import Foundation

/// The payload indexes of a sealed segment in a file, so that the first filter after opening need not read every payload.
///
/// Derived: a file that is missing, damaged, of older payloads or of other fields is passed over and written again.
enum PayloadIndexFile {
    static let fileName = "payload.kp"

    /// The saved indexes, when they are those of the view's payloads.
    static func read(_ view: SegmentView) -> PayloadIndexSet? {
        guard view.segment.isSealed, let file = try? MappedFile(reading: url(view), minimumCount: FileHeader.byteCount + 8) else { return nil }
        let bytes = file.array(of: UInt8.self, at: 0, count: FileHeader.byteCount)
        guard let header = try? FileHeader(bytes, kind: .payloadIndex, name: fileName),
            header.count == UInt64(file.count - FileHeader.byteCount),
            header.checksum == file.checksum(FileHeader.byteCount..<file.count),
            file.value(at: FileHeader.byteCount, as: Int64.self) == view.payloadVersion
        else { return nil }
        let start = FileHeader.byteCount + 8
        return try? PayloadIndexSet(serialized: file.array(of: UInt8.self, at: start, count: file.count - start))
    }

    /// Saves indexes of a sealed segment; a failure costs time at the next opening, nothing else.
    static func write(_ set: PayloadIndexSet, _ view: SegmentView) {
        guard view.segment.isSealed else { return }
        var content: [UInt8] = []
        content.append(littleEndian: UInt64(bitPattern: view.payloadVersion))
        content += set.serialized()
        let header = FileHeader(kind: .payloadIndex, checksum: Checksum.of(content), count: content.count, width: 1)
        let partial = url(view).appendingPathExtension("partial")
        do {
            let descriptor = try FileDescriptor(opening: partial, .create)
            try descriptor.write(header.bytes + content, at: 0)
            try descriptor.synchronize()
            try MappedFile.rename(partial, to: url(view))
        } catch { try? FileManager.default.removeItem(at: partial) }
    }

    private static func url(_ view: SegmentView) -> URL { view.segment.folder.appending(path: fileName) }
}
