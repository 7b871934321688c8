import Kindred

/// Vectors and payloads from comma-separated values with a header of column names.
///
/// A first row of numbers only is data: the file then has no header, and all its columns form the vector.
struct CSVReader: VectorFileReader {
    private var lines: LineReader
    private let separator: UInt8
    private let hasHeader: Bool
    private let columnCount: Int
    private let layout: CSVLayout
    private var pending: VectorBatch?
    let dimension: Int
    private(set) var nextRow = 0

    var path: String { lines.path }
    var rowCount: Int? { nil }
    var progress: (done: UInt64, total: UInt64?) { (pending == nil ? lines.consumed : 0, lines.size) }

    init(source: ByteSource, columns: VectorColumns, separator: Character?) throws(FileError) {
        let path = source.path
        guard let separator = (separator ?? (path.lowercased().hasSuffix(".tsv") ? "\t" : ",")).asciiValue else {
            throw FileError(.unsupported, path: path, "the separator must be an ASCII character")
        }
        var lines = LineReader(source: source)
        guard let first = try Self.nextRecord(&lines, separator) else { throw FileError(.empty, path: path, "holds no rows") }
        hasHeader = !first.fields.indices.allSatisfy { first.number($0) != nil }
        let names = hasHeader ? try Self.names(first, path) : first.fields.indices.map(String.init)
        guard let row = hasHeader ? try Self.nextRecord(&lines, separator) : first else { throw FileError(.empty, path: path, "has a header and no rows") }
        let numbers = row.fields.indices.map { row.number($0) != nil }
        layout = try CSVLayout(names, columns, isNumber: numbers, isArray: row.fields.indices.map(row.isArray), path: path)
        columnCount = names.count
        self.separator = separator
        self.lines = lines
        var batch = VectorBatch(firstRow: 0, count: 0, dimension: 0, values: [], ids: layout.id == nil ? nil : [], payloads: [])
        let length = try Self.parse(row, layout, names.count, lines, into: &batch)
        guard (1...FileLimits.dimension).contains(length) else { throw FileError(.ragged, path: path, at: .line(lines.line), "a vector of \(length) values") }
        dimension = length
        batch.dimension = length
        pending = batch
    }

    mutating func seek(toRow row: Int) throws(FileError) {
        try lines.rewind()
        pending = nil
        nextRow = 0
        if hasHeader { _ = try Self.nextRecord(&lines, separator) }
        while nextRow < row {
            guard try Self.nextRecord(&lines, separator) != nil else { throw tooFewRows(row, of: nextRow) }
            nextRow += 1
        }
    }

    mutating func nextBatch(maxRows: Int) throws(FileError) -> VectorBatch? {
        precondition(maxRows > 0, "batches of \(maxRows) rows")
        var batch = pending ?? VectorBatch(firstRow: nextRow, count: 0, dimension: dimension, values: [], ids: layout.id == nil ? nil : [], payloads: [])
        pending = nil
        while batch.count < maxRows, let record = try Self.nextRecord(&lines, separator) {
            let length = try Self.parse(record, layout, columnCount, lines, into: &batch)
            guard length == dimension else {
                throw FileError(.ragged, path: path, at: .line(lines.line), "the vector has dimension \(length), the rows before have \(dimension)")
            }
        }
        nextRow += batch.count
        return batch.count > 0 ? batch : nil
    }
}

extension CSVReader {
    private static func names(_ header: CSVRecord, _ path: String) throws(FileError) -> [String] {
        do {
            return try header.fields.indices.map { (column) throws(JSONFault) in try header.text(column) }
        } catch {
            throw FileError(.malformed, path: path, at: .line(1), error.message)
        }
    }

    /// The next record that is not a blank line. A quoted field may run over several lines.
    private static func nextRecord(_ lines: inout LineReader, _ separator: UInt8) throws(FileError) -> CSVRecord? {
        while var line = try lines.nextLine() {
            guard !line.isEmpty else { continue }
            let firstLine = lines.line
            while true {
                if let record = try split(lines, line, separator) { return record }
                guard let longer = try lines.lengthen(line) else { throw FileError(.malformed, path: lines.path, at: .line(firstLine), "a quoted field does not end") }
                line = longer
            }
        }
        return nil
    }

    private static func split(_ lines: LineReader, _ line: Range<Int>, _ separator: UInt8) throws(FileError) -> CSVRecord? {
        do {
            return try CSVRecord(lines.buffer, line, separator: separator)
        } catch {
            throw FileError(.malformed, path: lines.path, at: .line(lines.line), "column \(error.position - line.lowerBound + 1): \(error.message)")
        }
    }

    /// Adds a record to the batch and returns its vector's dimension.
    private static func parse(_ record: CSVRecord, _ layout: CSVLayout, _ columns: Int, _ lines: LineReader, into batch: inout VectorBatch) throws(FileError) -> Int {
        guard record.fields.count == columns else {
            throw FileError(.ragged, path: lines.path, at: .line(lines.line), "\(record.fields.count) fields where \(columns) are expected")
        }
        let before = batch.values.count
        do {
            try vector(record, layout.vector, into: &batch.values)
            if let column = layout.id { batch.ids?.append(try identifier(record, column)) }
            batch.payloads?.append(try payload(record, layout.payload))
        } catch {
            throw FileError(error.notFinite ? .notFinite : .malformed, path: lines.path, at: .line(lines.line), error.message)
        }
        batch.count += 1
        return batch.values.count - before
    }

    private static func vector(_ record: CSVRecord, _ vector: CSVLayout.Vector, into values: inout [Float]) throws(JSONFault) {
        switch vector {
        case .array(let column): _ = try record.array(column, into: &values)
        case .numbers(let columns):
            for column in columns {
                let start = record.fields[column].range.lowerBound
                guard let number = record.number(column) else { throw JSONFault(position: start, message: "field \(column + 1) is not a number: '\(try record.text(column).prefix(40))'") }
                guard number.isFinite else { throw JSONFault(position: start, message: "field \(column + 1) is not a finite 32-bit number: '\(try record.text(column).prefix(40))'", notFinite: true) }
                values.append(number)
            }
        }
    }

    private static func identifier(_ record: CSVRecord, _ column: Int) throws(JSONFault) -> PointID {
        let text = try record.text(column)
        guard let id = try? PointID(parsing: text) else { throw JSONFault(position: 0, message: "the id '\(text.prefix(40))' is neither an unsigned integer nor a UUID") }
        return id
    }

    private static func payload(_ record: CSVRecord, _ columns: [(column: Int, key: String)]) throws(JSONFault) -> String? {
        var members = [String]()
        for (column, key) in columns {
            if let value = try record.json(column) { members.append("\(key):\(value)") }
        }
        return members.isEmpty ? nil : "{" + members.joined(separator: ",") + "}"
    }
}
