import Kindred

/// One JSON object per line: `{"id": 7, "vector": [0.1, 0.2], "payload": {"tag": "red"}}`, or `"vectors": {"image": […], "text": […]}`.
///
/// Keys other than `id`, `vector`, `vectors` and `payload` join the payload. Either every row has an id or none; likewise the unnamed vector.
/// Blank lines are skipped.
struct JSONLinesReader: VectorFileReader {
    private var lines: LineReader
    /// The first row, which was read to learn the dimensions and is not handed out yet.
    private var pending: VectorBatch?
    private let hasIDs: Bool
    let dimension: Int
    private(set) var namedDimensions: [String: Int] = [:]
    private(set) var nextRow = 0

    var path: String { lines.path }
    var rowCount: Int? { nil }
    var progress: (done: UInt64, total: UInt64?) { (pending == nil ? lines.consumed : 0, lines.size) }

    init(source: ByteSource) throws(FileError) {
        lines = LineReader(source: source)
        guard let line = try Self.nextContent(&lines) else { throw FileError(.empty, path: source.path, "holds no rows") }
        var first = VectorBatch(firstRow: 0, count: 0, dimension: 0, values: [], ids: [], payloads: [])
        let row = try Self.parse(line, lines, into: &first)
        dimension = row.dimension ?? 0
        hasIDs = row.id != nil
        first.dimension = dimension
        if !hasIDs { first.ids = nil }
        try accept(row, &first)
        pending = first
    }

    mutating func seek(toRow row: Int) throws(FileError) {
        try lines.rewind()
        pending = nil
        nextRow = 0
        while nextRow < row {
            guard try Self.nextContent(&lines) != nil else { throw tooFewRows(row, of: nextRow) }
            nextRow += 1
        }
    }

    mutating func nextBatch(maxRows: Int) throws(FileError) -> VectorBatch? {
        precondition(maxRows > 0, "batches of \(maxRows) rows")
        var batch = pending ?? VectorBatch(firstRow: nextRow, count: 0, dimension: dimension, values: [], ids: hasIDs ? [] : nil, payloads: [])
        pending = nil
        while batch.count < maxRows, let line = try Self.nextContent(&lines) {
            let row = try Self.parse(line, lines, into: &batch)
            try accept(row, &batch)
        }
        nextRow += batch.count
        return batch.count > 0 ? batch : nil
    }

    private static func nextContent(_ lines: inout LineReader) throws(FileError) -> Range<Int>? {
        while let line = try lines.nextLine() {
            if line.contains(where: { lines.buffer[$0] > 0x20 }) { return line }
        }
        return nil
    }

    /// Checks a parsed row against the rows before it and counts it.
    private mutating func accept(_ row: Row, _ batch: inout VectorBatch) throws(FileError) {
        guard row.dimension ?? 0 == dimension else {
            let mine = row.dimension.map { "a vector of dimension \($0)" } ?? "no \"vector\""
            throw ragged(dimension == 0 ? "the row has \(mine), the rows before have none" : "the row has \(mine), the rows before have dimension \(dimension)")
        }
        guard (row.id != nil) == hasIDs else { throw ragged(hasIDs ? "the row has no id, the rows before have one" : "the row has an id, the rows before have none") }
        for (name, length) in row.named {
            let known = namedDimensions[name, default: length]
            guard known == length else { throw ragged("vector '\(name)' has dimension \(length), the rows before have \(known)") }
            namedDimensions[name] = length
            batch.named[name]?.rows.append(batch.count)
        }
        if let id = row.id { batch.ids?.append(id) }
        batch.payloads?.append(row.payload)
        batch.count += 1
    }

    private func ragged(_ message: String) -> FileError { FileError(.ragged, path: path, at: .line(lines.line), message) }
}

extension JSONLinesReader {
    /// What a line holds besides the values, which go straight into the batch.
    private struct Row {
        var id: PointID?
        var dimension: Int?
        var named: [(name: String, length: Int)] = []
        var payload: String?
    }

    private static func parse(_ line: Range<Int>, _ lines: LineReader, into batch: inout VectorBatch) throws(FileError) -> Row {
        do {
            return try row(JSONScanner(lines.buffer, line), into: &batch)
        } catch {
            throw FileError(error.notFinite ? .notFinite : .malformed, path: lines.path, at: .line(lines.line), "column \(error.position - line.lowerBound + 1): \(error.message)")
        }
    }

    private static func row(_ start: JSONScanner, into batch: inout VectorBatch) throws(JSONFault) -> Row {
        var scanner = start
        var row = Row()
        var payload: Range<Int>?
        var others = [Range<Int>]()
        try scanner.members { (scanner, key) throws(JSONFault) in
            let keyStart = scanner.memberStart
            switch key {
            case "id": row.id = try identifier(&scanner)
            case "vector" where scanner.peek() != UInt8(ascii: "{"):
                guard row.dimension == nil else { throw scanner.fault("a second \"vector\"") }
                row.dimension = try vector(&scanner, into: &batch.values)
            case "vector", "vectors": try named(&scanner, &row, &batch)
            case "payload": payload = try scanner.skip()
            default:
                let value = try scanner.skip()
                others.append(keyStart..<value.upperBound)
            }
        }
        try scanner.finish()
        guard row.dimension != nil || !row.named.isEmpty else { throw scanner.fault("the row has neither \"vector\" nor \"vectors\"") }
        row.payload = try PayloadText.join(scanner, payload, others)
        return row
    }

    private static func identifier(_ scanner: inout JSONScanner) throws(JSONFault) -> PointID {
        let quoted = scanner.peek() == UInt8(ascii: "\"")
        let start = scanner.position
        let text = quoted ? try scanner.string() : try scanner.text(try scanner.skip())
        guard let id = try? PointID(parsing: text), quoted == id.isUUID else { throw scanner.fault("the id \(text.prefix(40)) is neither an unsigned integer nor a UUID string", at: start) }
        return id
    }

    private static func named(_ scanner: inout JSONScanner, _ row: inout Row, _ batch: inout VectorBatch) throws(JSONFault) {
        try scanner.members { (scanner, name) throws(JSONFault) in
            guard !row.named.contains(where: { $0.name == name }) else { throw scanner.fault("a second vector '\(name)'") }
            var column = batch.named.removeValue(forKey: name) ?? VectorBatch.NamedVectors(dimension: 0, rows: [], values: [])
            column.dimension = try vector(&scanner, into: &column.values)
            row.named.append((name, column.dimension))
            batch.named[name] = column
        }
    }

    private static func vector(_ scanner: inout JSONScanner, into values: inout [Float]) throws(JSONFault) -> Int {
        let count = try scanner.floats(into: &values)
        guard (1...FileLimits.dimension).contains(count) else { throw scanner.fault("a vector of \(count) values; 1 to \(FileLimits.dimension) are accepted") }
        return count
    }
}

extension PointID {
    fileprivate var isUUID: Bool {
        if case .uuid = self { true } else { false }
    }
}
