import Foundation

/// Which point each row of a segment belongs to: slot → pid and id, pid → slot.
///
/// A growing segment keeps its ids in memory; a sealed one maps them from `rows.kr`, which is derived from SQLite and
/// rebuilt when missing or damaged.
enum RowTable: Sendable {
    case growing(first: Int64, ids: AppendOnlyBuffer<PointID>)
    case sealed(SealedRows)

    func id(_ slot: Int) -> PointID {
        switch self {
        case .growing(_, let ids): ids[slot]
        case .sealed(let rows): rows.id(slot)
        }
    }

    func pid(_ slot: Int) -> Int64 {
        switch self {
        case .growing(let first, _): first + Int64(slot)
        case .sealed(let rows): rows.pid(slot)
        }
    }

    /// The slot of the row with this pid, when the segment's first `rows` rows have it.
    func slot(of pid: Int64, rows: Int) -> Int? {
        switch self {
        case .growing(let first, _):
            let slot = Int(pid - first)
            return slot >= 0 && slot < rows ? slot : nil
        case .sealed(let table): return table.slot(of: pid)
        }
    }
}

/// The rows of a sealed segment, read from a mapped file.
///
/// Behind the header lie the pids, ascending, 8 bytes each, then the ids: 8 bytes each when all are numbers (width 16), else
/// 24 bytes each, a kind and two words (width 32).
final class SealedRows: Sendable {
    static let fileName = "rows.kr"

    let count: Int
    private let file: MappedFile
    private let areNumbers: Bool

    private var idOffset: Int { FileHeader.byteCount + 8 * count }

    /// Writes the file.
    static func write(pids: [Int64], ids: [PointID], to url: URL) throws(StorageError) {
        precondition(pids.count == ids.count, "\(pids.count) pids and \(ids.count) ids")
        let numbers = ids.compactMap { if case .number(let number) = $0 { number } else { nil } }
        let areNumbers = numbers.count == ids.count
        let words = pids.map { UInt64(bitPattern: $0) } + (areNumbers ? numbers : ids.flatMap(\.words))
        let header = FileHeader(kind: .rows, checksum: Checksum.of(words), count: pids.count, width: areNumbers ? 16 : 32)
        let descriptor = try FileDescriptor(opening: url, .create)
        try descriptor.write(header.bytes, at: 0)
        try descriptor.write(words, at: FileHeader.byteCount)
        try descriptor.synchronize()
    }

    /// Maps the file and checks it whole.
    ///
    /// - Throws: `StorageError` with code `notFound`, `corrupt` or `newerVersion`.
    init(reading url: URL, count: Int) throws(StorageError) {
        file = try MappedFile(reading: url, minimumCount: FileHeader.byteCount)
        let header = try FileHeader(file.array(of: UInt8.self, at: 0, count: FileHeader.byteCount), kind: .rows, name: url.lastPathComponent)
        guard header.count == UInt64(count), header.width == 16 || header.width == 32,
            file.count == FileHeader.byteCount + count * Int(header.width),
            header.checksum == file.checksum(FileHeader.byteCount..<file.count)
        else { throw StorageError(.corrupt, "\(url.lastPathComponent) is damaged") }
        self.count = count
        areNumbers = header.width == 16
    }

    func pid(_ slot: Int) -> Int64 {
        precondition(slot >= 0 && slot < count, "row \(slot) of \(count)")
        return file.value(at: FileHeader.byteCount + 8 * slot, as: Int64.self)
    }

    func id(_ slot: Int) -> PointID {
        precondition(slot >= 0 && slot < count, "row \(slot) of \(count)")
        if areNumbers { return .number(file.value(at: idOffset + 8 * slot, as: UInt64.self)) }
        let offset = idOffset + 24 * slot
        return PointID(
            words: file.value(at: offset, as: UInt64.self), file.value(at: offset + 8, as: UInt64.self), file.value(at: offset + 16, as: UInt64.self))
    }

    /// The first slot with this pid, by binary search.
    func slot(of pid: Int64) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self.pid(middle) < pid { low = middle + 1 } else { high = middle }
        }
        return low < count && self.pid(low) == pid ? low : nil
    }
}

extension PointID {
    /// A kind (0 number, 1 UUID) and two words.
    fileprivate var words: [UInt64] {
        switch self {
        case .number(let number): [0, 0, number]
        case .uuid(let high, let low): [1, high, low]
        }
    }

    fileprivate init(words kind: UInt64, _ high: UInt64, _ low: UInt64) {
        self = kind == 0 ? .number(low) : .uuid(high: high, low: low)
    }
}
