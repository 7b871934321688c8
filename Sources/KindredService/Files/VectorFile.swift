/// Formats of vector files that Kindred reads.
public enum VectorFileFormat: String, CaseIterable, Sendable {
    /// NumPy arrays: `[n, d]` of f2, f4, f8, u1…u8, i1…i8 in C order; `[d]` is one row, further axes are flattened.
    case npy
    /// Rows of a 32-bit count and as many 32-bit floats (TEXMEX).
    case fvecs
    /// Rows of a 32-bit count and as many bytes (TEXMEX).
    case bvecs
    /// Rows of a 32-bit count and as many 32-bit integers (TEXMEX).
    case ivecs
    /// Comma-separated values with vector columns; the other columns become the payload.
    case csv
    /// One JSON object per line.
    case jsonl
    /// A tensor of a safetensors file.
    case safetensors
}

/// How to read a vector file, where its name and content do not say.
public struct VectorFileOptions: Sendable {
    /// The format; `nil` goes by the file name's extension, then by the first bytes.
    public var format: VectorFileFormat?
    /// safetensors: the tensor's name. Not needed when only one tensor has two axes.
    public var tensor: String?
    /// CSV: which columns form the vector.
    public var vectorColumns: VectorColumns = .automatic
    /// CSV: the separator; `nil` is a tab for `.tsv` and a comma otherwise.
    public var separator: Character?

    /// The usual options: everything is found out.
    public init(format: VectorFileFormat? = nil, tensor: String? = nil, vectorColumns: VectorColumns = .automatic, separator: Character? = nil) {
        self.format = format
        self.tensor = tensor
        self.vectorColumns = vectorColumns
        self.separator = separator
    }
}

/// Opens files of vectors.
public enum VectorFile {
    /// Opens a file and checks its header, or its first row where the format has none.
    ///
    /// - Throws: `FileError`: missing, directory, empty, wrongFormat, unsupported, truncated, tooLarge, malformed, ….
    public static func open(_ path: String, options: VectorFileOptions = VectorFileOptions()) throws(FileError) -> any VectorFileReader {
        let source = try ByteSource(path: path)
        guard source.size != 0 else { throw FileError(.empty, path: path, "is empty") }
        switch try format(of: source, unless: options.format) {
        case .npy: return try MatrixReader(npy: source)
        case .safetensors: return try MatrixReader(safetensors: source, tensor: options.tensor)
        case .fvecs: return try VecsReader(source: source, element: .float32, name: ".fvecs")
        case .bvecs: return try VecsReader(source: source, element: .uint8, name: ".bvecs")
        case .ivecs: return try VecsReader(source: source, element: .int32, name: ".ivecs")
        case .jsonl: return try JSONLinesReader(source: source)
        case .csv: return try CSVReader(source: source, columns: options.vectorColumns, separator: options.separator)
        }
    }

    /// All rows of a file at once: for queries and small matrices, at most `maxRows`.
    ///
    /// - Throws: `FileError`; `tooLarge` when the file has more rows.
    public static func readAll(_ path: String, options: VectorFileOptions = VectorFileOptions(), maxRows: Int = .max) throws(FileError) -> VectorBatch {
        var reader = try open(path, options: options)
        if let rows = reader.rowCount, rows > maxRows { throw FileError(.tooLarge, path: path, "has \(rows) rows; at most \(maxRows) are accepted here") }
        guard var all = try reader.nextBatch(maxRows: reader.rowCount ?? 4_096) else { throw FileError(.empty, path: path, "holds no rows") }
        while let more = try reader.nextBatch(maxRows: 4_096) {
            guard all.count + more.count <= maxRows else { throw FileError(.tooLarge, path: path, "has more than \(maxRows) rows, which is all that is accepted here") }
            all.append(more)
        }
        return all
    }

    private static func format(of source: ByteSource, unless given: VectorFileFormat?) throws(FileError) -> VectorFileFormat {
        if let given { return given }
        let name = source.path.lowercased()
        let extensions: [(String, VectorFileFormat)] =
            VectorFileFormat.allCases.map { (".\($0.rawValue)", $0) } + [(".tsv", .csv), (".ndjson", .jsonl)]
        if let format = extensions.first(where: { name.hasSuffix($0.0) })?.1 { return format }
        if source.size == nil { return .jsonl }
        var head = [UInt8](repeating: 0, count: 16)
        let count = try source.read(into: &head, at: 0)
        if count >= 6, Array(head[0..<6]) == NpyHeader.magic { return .npy }
        if count > 9, head[8] == UInt8(ascii: "{") { return .safetensors }
        if head.prefix(count).first(where: { $0 > 0x20 }) == UInt8(ascii: "{") { return .jsonl }
        let known = VectorFileFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
        throw FileError(.wrongFormat, path: source.path, "is of no format known by its name or content; use \(known), or name the format")
    }
}

extension VectorBatch {
    /// Adds the rows of the batch that follows this one.
    mutating func append(_ more: VectorBatch) {
        for (name, vectors) in more.named {
            var mine = named[name] ?? NamedVectors(dimension: vectors.dimension, rows: [], values: [])
            mine.rows.append(contentsOf: vectors.rows.map { $0 + count })
            mine.values.append(contentsOf: vectors.values)
            named[name] = mine
        }
        count += more.count
        values.append(contentsOf: more.values)
        if let further = more.ids { ids?.append(contentsOf: further) }
        if let further = more.payloads { payloads?.append(contentsOf: further) }
    }
}
