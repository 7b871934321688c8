/// The header of a NumPy `.npy` file, versions 1 to 3.
///
/// Format: numpy.lib.format, "\x93NUMPY", major, minor, header length (16 bits in version 1, 32 later), and a Python
/// dictionary literal with the keys `descr`, `fortran_order` and `shape`.
struct NpyHeader {
    static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

    let element: ElementType
    let shape: [Int]
    /// Where the array's first byte stands in the file.
    let dataOffset: UInt64

    /// Reads and checks the header, and that the file is long enough for the array it promises.
    init(_ source: ByteSource) throws(FileError) {
        let path = source.path
        guard let size = source.size else { throw FileError(.unsupported, path: path, "is a pipe; .npy needs a file") }
        var start = [UInt8](repeating: 0, count: 12)
        let got = try source.read(into: &start, at: 0)
        guard got >= 6, Array(start[0..<6]) == Self.magic else { throw FileError(.wrongFormat, path: path, "is not a .npy file: it does not begin with \\x93NUMPY") }
        guard got >= 10 else { throw FileError(.truncated, path: path, at: .byte(UInt64(got)), "the file ends inside its header") }
        let wide = start[6] >= 2
        guard (1...3).contains(start[6]) else { throw FileError(.unsupported, path: path, at: .byte(6), ".npy version \(start[6]).\(start[7]); versions 1 to 3 are known") }
        let length = wide ? Int(UInt32(bitPattern: ElementBytes.int32(start, at: 8))) : Int(start[8]) | Int(start[9]) << 8
        let begin = wide ? 12 : 10
        guard length <= FileLimits.npyHeader else { throw FileError(.tooLarge, path: path, at: .byte(8), "the header claims \(length) bytes; at most \(FileLimits.npyHeader) are accepted") }
        guard UInt64(begin + length) <= size else { throw FileError(.truncated, path: path, at: .byte(size), "the file ends inside its header of \(length) bytes") }
        var text = [UInt8](repeating: 0, count: length)
        _ = try source.read(into: &text, at: UInt64(begin))
        var parser = PythonDictionary(text, path: path, offset: begin)
        let fields = try parser.fields()
        dataOffset = UInt64(begin + length)
        element = try Self.element(fields.type, path: path)
        guard !fields.fortran else { throw FileError(.unsupported, path: path, "the array is in Fortran order; save numpy.ascontiguousarray(array)") }
        shape = fields.shape
        try requireData(path: path, size: size)
    }

    private static func element(_ descriptor: String, path: String) throws(FileError) -> ElementType {
        guard let type = ElementType(numpy: descriptor) else {
            throw FileError(.unsupported, path: path, "elements of type '\(descriptor)' are not read; use little-endian f2, f4, f8, u1…u8 or i1…i8")
        }
        return type
    }

    private func requireData(path: String, size: UInt64) throws(FileError) {
        var bytes = element.width
        for length in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
            guard !overflow else { throw FileError(.tooLarge, path: path, "the shape \(shape) is larger than any file") }
            bytes = product
        }
        let present = size - dataOffset
        guard UInt64(bytes) <= present else {
            throw FileError(.truncated, path: path, at: .byte(size), "the file ends \(UInt64(bytes) - present) bytes short of its shape \(shape)")
        }
    }
}

/// The Python dictionary literal of a `.npy` header, as far as NumPy writes it.
struct PythonDictionary {
    private let text: [UInt8]
    private let path: String
    private let offset: Int
    private var position = 0

    init(_ text: [UInt8], path: String, offset: Int) {
        self.text = text
        self.path = path
        self.offset = offset
    }

    /// The three fields of the header.
    mutating func fields() throws(FileError) -> (type: String, fortran: Bool, shape: [Int]) {
        var type: String?
        var fortran: Bool?
        var shape: [Int]?
        try expect("{")
        while !take("}") {
            let key = try quoted()
            try expect(":")
            switch key {
            case "descr": type = try descriptor()
            case "fortran_order": fortran = try truth()
            case "shape": shape = try tuple()
            default: throw fault("unknown key '\(key)' in the header")
            }
            if !take(",") {
                try expect("}")
                break
            }
        }
        guard let type, let fortran, let shape else { throw fault("the header lacks descr, fortran_order or shape") }
        return (type, fortran, shape)
    }

    private func fault(_ message: String) -> FileError { FileError(.malformed, path: path, at: .byte(UInt64(offset + position)), message) }

    private mutating func skipSpace() {
        while position < text.count, text[position] == 0x20 || text[position] == 0x0A { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
        guard take(character) else { throw fault("the header is not what NumPy writes: '\(character)' expected") }
    }

    private mutating func quoted() throws(FileError) -> String {
        let quote: Unicode.Scalar = take("'") ? "'" : "\""
        if quote == "\"" { try expect("\"") }
        let start = position
        while position < text.count, text[position] != UInt8(ascii: quote) { position += 1 }
        let content = String(decoding: text[start..<position], as: UTF8.self)
        try expect(quote)
        return content
    }

    /// A type string, or a whole structured type as text, which no reader knows and the error then names.
    private mutating func descriptor() throws(FileError) -> String {
        skipSpace()
        guard position < text.count, text[position] == UInt8(ascii: "[") else { return try quoted() }
        let start = position
        while position < text.count, text[position] != UInt8(ascii: "]") { position += 1 }
        try expect("]")
        return String(decoding: text[start..<position].prefix(60), as: UTF8.self)
    }

    private mutating func truth() throws(FileError) -> Bool {
        skipSpace()
        for (word, value) in [("True", true), ("False", false)] where text[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return value
        }
        throw fault("fortran_order is neither True nor False")
    }

    private mutating func tuple() throws(FileError) -> [Int] {
        var lengths = [Int]()
        try expect("(")
        while !take(")") {
            skipSpace()
            let digits = text[position...].prefix { (0x30...0x39).contains($0) }
            guard let length = Int(String(decoding: digits, as: UTF8.self)) else { throw fault("the shape is not a tuple of lengths") }
            lengths.append(length)
            position += digits.count
            if !take(",") {
                try expect(")")
                break
            }
        }
        return lengths
    }
}
