import Foundation

/// The vectors of one name in one segment, as they were given, one row after another.
///
/// A header takes the first 4,096 bytes, so that rows start on a page. A growing file is mapped at its full capacity from
/// the start (its unwritten tail is a hole that takes no disk): rows appended later appear in the same mapping, and readers
/// never see it move. SQLite says how many rows count; what lies behind them is garbage.
final class VectorFile: Sendable {
    static let headerByteCount = 4096

    let url: URL
    /// Bytes a row.
    let width: Int
    let capacity: Int
    let mapping: MappedFile

    /// Makes a file with room for `capacity` rows.
    init(creating url: URL, width: Int, capacity: Int) throws(StorageError) {
        let descriptor = try FileDescriptor(opening: url, .create)
        let header = FileHeader(kind: .vectors, count: capacity, width: width).bytes
        try descriptor.write(header, at: 0)
        try descriptor.resize(Self.headerByteCount + capacity * width)
        try descriptor.synchronize()
        self.url = url
        self.width = width
        self.capacity = capacity
        mapping = try MappedFile(descriptor: descriptor, count: Self.headerByteCount + capacity * width)
    }

    /// Opens a file that must hold at least `rows` rows of `width` bytes.
    ///
    /// - Parameter room: rows there must be room for, so that a file that lost its unwritten tail can still grow.
    /// - Throws: `StorageError` with code `notFound`, `corrupt` or `newerVersion`.
    init(opening url: URL, width: Int, rows: Int, growingTo room: Int? = nil) throws(StorageError) {
        if let room { try Self.extend(url, to: Self.headerByteCount + room * width) }
        let mapping = try MappedFile(reading: url, minimumCount: FileHeader.byteCount)
        let bytes = mapping.array(of: UInt8.self, at: 0, count: FileHeader.byteCount)
        let header = try FileHeader(bytes, kind: .vectors, name: url.lastPathComponent)
        guard Int(header.width) == width else {
            throw StorageError(.corrupt, "\(url.lastPathComponent) has rows of \(header.width) bytes where \(width) are expected")
        }
        guard mapping.count >= Self.headerByteCount + rows * width else {
            throw StorageError(
                .corrupt, "\(url.lastPathComponent) ends after \(max(0, mapping.count - Self.headerByteCount) / max(width, 1)) of \(rows) rows: it was truncated")
        }
        self.url = url
        self.width = width
        self.mapping = mapping
        capacity = (mapping.count - Self.headerByteCount) / max(width, 1)
    }

    private static func extend(_ url: URL, to count: Int) throws(StorageError) {
        let descriptor = try FileDescriptor(opening: url, .readWrite)
        let size = try descriptor.size()
        // A file shorter than its header is damaged; growing it would hide that.
        if size >= headerByteCount, size < count { try descriptor.resize(count) }
    }

    /// Writes rows from row number `row` on and returns when they are on the disk.
    func append(_ values: [Float], at row: Int) throws(StorageError) {
        let count = values.count * MemoryLayout<Float>.stride
        precondition(row * width + count <= capacity * width, "\(values.count) values at row \(row) of a file of \(capacity) rows")
        guard count > 0 else { return }
        let descriptor = try FileDescriptor(opening: url, .readWrite)
        try descriptor.write(values, at: Self.headerByteCount + row * width)
        try descriptor.synchronize()
    }

    /// Many appends to a file that nobody reads yet, with one sync at the end.
    struct Writer: ~Copyable {
        private let descriptor: FileDescriptor
        private let width: Int

        init(_ file: VectorFile) throws(StorageError) {
            descriptor = try FileDescriptor(opening: file.url, .readWrite)
            width = file.width
        }

        func append(_ values: [Float], at row: Int) throws(StorageError) {
            guard !values.isEmpty else { return }
            try descriptor.write(values, at: VectorFile.headerByteCount + row * width)
        }

        func synchronize() throws(StorageError) { try descriptor.synchronize() }
    }
}
