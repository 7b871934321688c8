import Foundation
import KindredIndex
import KindredMath
import KindredSimilarity

/// The vectors of one name in one segment, and what is derived from them for searching.
final class VectorColumn: Sendable {
    let name: String
    let configuration: VectorConfiguration
    let file: VectorFile
    /// How values are computed: prepared rows, reduction, finish.
    let form: MeasureForm
    /// Norms of the prepared rows, when the finish asks for them.
    let norms: AppendOnlyBuffer<Float>?
    /// Prepared rows, when they differ from the given ones.
    let prepared: PreparedRows?
    let preparedDimension: Int
    private let reservation: MemoryReservation

    /// - Throws: `StorageError` with code `memoryLimit` when what is derived does not fit.
    ///
    /// - Parameter saved: the prepared rows, when a file has them.
    init(
        name: String, configuration: VectorConfiguration, file: VectorFile, capacity: Int, memory: MemoryBudget, saved: MappedFile? = nil
    ) throws(StorageError) {
        self.name = name
        self.configuration = configuration
        self.file = file
        form = configuration.measure.form
        preparedDimension = form.preparation.preparedDimension(for: configuration.dimension)
        let derived = 4 * capacity * ((form.usesNorms ? 1 : 0) + (form.preparation.isIdentity || saved != nil ? 0 : preparedDimension))
        reservation = try memory.reserve(derived, for: "a segment of \(capacity) rows")
        norms = form.usesNorms ? AppendOnlyBuffer(capacity: capacity) : nil
        prepared = form.preparation.isIdentity ? nil : saved.map { .mapped($0) } ?? .memory(AppendOnlyBuffer(capacity: capacity * preparedDimension))
    }

    /// A column of a sealed segment, ready to be searched.
    ///
    /// - Parameter writes: whether what takes long to derive may be kept in a file.
    /// - Throws: `StorageError` with code `memoryLimit` when what is derived does not fit.
    convenience init(
        sealed name: String, configuration: VectorConfiguration, file: VectorFile, rows: Int, memory: MemoryBudget, writes: Bool
    ) throws(StorageError) {
        var saved: MappedFile?
        if PreparedFile.isWorthwhile(configuration, rows: rows) {
            saved = PreparedFile.read(name, configuration, in: file.url.deletingLastPathComponent(), rows: rows)
            if saved == nil, writes { saved = PreparedFile.write(name, configuration, file, rows: rows) }
        }
        try self.init(name: name, configuration: configuration, file: file, capacity: rows, memory: memory, saved: saved)
        deriveAll(rows: rows)
    }

    var dimension: Int { configuration.dimension }

    /// The segment's folder.
    var folder: URL { file.url.deletingLastPathComponent() }

    static func fileName(_ name: String) -> String { "vectors\(fileSuffix(name)).kv" }

    /// Bytes of a name in names of files: file systems allow 255, and the names of indexes say more than the vector's.
    private static let longestSuffix = 180

    /// What tells the files of a vector from those of others in the same folder; of a long name the beginning and a hash.
    static func fileSuffix(_ name: String) -> String {
        guard !name.isEmpty else { return "" }
        let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyz0123456789_-")
        let encoded = name.addingPercentEncoding(withAllowedCharacters: allowed) ?? name
        guard encoded.utf8.count > longestSuffix else { return "-\(encoded)" }
        var words: [UInt64] = []
        for (place, byte) in name.utf8.enumerated() {
            if place % 8 == 0 { words.append(0) }
            words[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
        }
        return "-\(encoded.prefix(longestSuffix - 20))+\(String(SipHash24.hash(words), radix: 16))"
    }

    /// Derives what searching needs from rows that are in the file, from row `start` on.
    func derive(_ values: [Float], from start: Int) {
        let count = values.count / dimension
        guard derives else { return }
        var rows = values
        switch prepared {
        case nil: break
        case .memory(let buffer):
            rows = form.preparation.prepared(values.span, dimension: dimension)
            buffer.write(rows, at: start * preparedDimension)
        case .mapped(let file):
            rows = file.array(of: Float.self, at: VectorFile.headerByteCount + start * preparedDimension * 4, count: count * preparedDimension)
        }
        norms?.write((0..<count).map { form.norm(of: rows.span.extracting($0 * preparedDimension..<($0 + 1) * preparedDimension)) }, at: start)
    }

    /// Whether anything has to be derived from rows.
    private var derives: Bool {
        if case .memory = prepared { return true }
        return norms != nil
    }

    /// Derives what searching needs for the first `rows` rows of a file that was just opened.
    func deriveAll(rows: Int) {
        guard derives else { return }
        let block = max(1, (1 << 20) / dimension)
        for start in stride(from: 0, to: rows, by: block) {
            derive(values(start..<min(start + block, rows)), from: start)
        }
    }

    /// The vectors of some rows, as they were given.
    func values(_ rows: Range<Int>) -> [Float] {
        file.mapping.array(
            of: Float.self, at: VectorFile.headerByteCount + rows.lowerBound * file.width, count: rows.count * dimension)
    }

    /// The vectors of some rows, ascending, as they were given.
    func values(_ slots: ArraySlice<UInt32>) -> [Float] {
        guard let first = slots.first, let last = slots.last else { return [] }
        if Int(last - first) == slots.count - 1 { return values(Int(first)..<Int(last) + 1) }
        var result: [Float] = []
        result.reserveCapacity(slots.count * dimension)
        for slot in slots { result += vector(Int(slot)) }
        return result
    }

    /// The vector of one row, as it was given.
    func vector(_ slot: Int) -> [Float] { values(slot..<slot + 1) }

    /// CRC-32C of the first `rows` rows.
    func checksum(rows: Int) -> UInt32 {
        file.mapping.checksum(VectorFile.headerByteCount..<VectorFile.headerByteCount + rows * file.width)
    }

    /// Bytes held in memory beyond the mapped file.
    var byteCount: Int {
        4 * (norms?.capacity ?? 0) + (prepared?.byteCount ?? 0)
    }
}
