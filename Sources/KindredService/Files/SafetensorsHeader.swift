import Foundation

/// The header of a safetensors file: 8 bytes of length, then JSON that maps each tensor's name to type, shape and byte range.
struct SafetensorsHeader {
    struct Tensor {
        let name: String
        let type: String
        let shape: [Int]
        /// Where its first byte stands in the file.
        let offset: UInt64
        let bytes: UInt64
    }

    /// In the order of the file's header.
    let tensors: [Tensor]
    private let path: String

    init(_ source: ByteSource) throws(FileError) {
        path = source.path
        let text = try Self.text(source)
        do {
            tensors = try Self.tensors(text)
        } catch {
            throw FileError(.malformed, path: path, at: .byte(8 + UInt64(error.position)), error.message)
        }
        for tensor in tensors { try Self.check(tensor, path: path, size: source.size ?? 0) }
    }

    /// The header's JSON, unread.
    static func text(_ source: ByteSource) throws(FileError) -> [UInt8] {
        let path = source.path
        guard let size = source.size else { throw FileError(.unsupported, path: path, "is a pipe; .safetensors needs a file") }
        var prefix = [UInt8](repeating: 0, count: 9)
        guard try source.read(into: &prefix, at: 0) == 9 else { throw FileError(.truncated, path: path, at: .byte(size), "the file ends inside its header") }
        let length = prefix[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard prefix[8] == UInt8(ascii: "{") else { throw FileError(.wrongFormat, path: path, at: .byte(8), "is not a safetensors file: its header is not a JSON object") }
        guard length <= FileLimits.safetensorsHeader else {
            throw FileError(.tooLarge, path: path, at: .byte(0), "the header claims \(length) bytes; at most \(FileLimits.safetensorsHeader) are accepted")
        }
        guard 8 + length <= size else { throw FileError(.truncated, path: path, at: .byte(size), "the file ends inside its header of \(length) bytes") }
        var text = [UInt8](repeating: 0, count: Int(length))
        _ = try source.read(into: &text, at: 8)
        return text
    }

    /// The tensor of a name, or the only one with two axes.
    func matrix(named name: String?) throws(FileError) -> Tensor {
        if let name {
            guard let tensor = tensors.first(where: { $0.name == name }) else { throw fault("has no tensor named '\(name)'; it has \(names(tensors))") }
            return tensor
        }
        let matrices = tensors.filter { $0.shape.count == 2 }
        guard let only = matrices.first, matrices.count == 1 else {
            throw fault(matrices.isEmpty ? "has no tensor with two axes; it has \(names(tensors))" : "has several tensors with two axes (\(names(matrices))); name one")
        }
        return only
    }

    private func fault(_ message: String) -> FileError { FileError(.mismatch, path: path, message) }

    private func names(_ list: [Tensor]) -> String {
        list.isEmpty ? "none" : list.prefix(5).map(\.name).joined(separator: ", ") + (list.count > 5 ? ", …" : "")
    }

    private static func tensors(_ text: [UInt8]) throws(JSONFault) -> [Tensor] {
        var scanner = JSONScanner(text, 0..<text.count)
        var found = [Tensor]()
        try scanner.members { (scanner, name) throws(JSONFault) in
            guard name != "__metadata__" else { return _ = try scanner.skip() }
            found.append(try tensor(name, &scanner, data: UInt64(8 + text.count)))
        }
        try scanner.finish()
        return found
    }

    private static func tensor(_ name: String, _ scanner: inout JSONScanner, data: UInt64) throws(JSONFault) -> Tensor {
        var type = ""
        var shape = [Int]()
        var range = [Int]()
        try scanner.members { (scanner, key) throws(JSONFault) in
            switch key {
            case "dtype": type = try scanner.string()
            case "shape": shape = try lengths(&scanner)
            case "data_offsets": range = try lengths(&scanner)
            default: try scanner.skip()
            }
        }
        guard range.count == 2, range[0] <= range[1], !type.isEmpty else { throw scanner.fault("tensor '\(name)' lacks dtype or data_offsets [begin, end]") }
        return Tensor(name: name, type: type, shape: shape, offset: data + UInt64(range[0]), bytes: UInt64(range[1] - range[0]))
    }

    private static func lengths(_ scanner: inout JSONScanner) throws(JSONFault) -> [Int] {
        var lengths = [Int]()
        try scanner.elements { (scanner) throws(JSONFault) in
            let place = try scanner.numberRange()
            guard let length = Int(try scanner.text(place)), length >= 0 else { throw scanner.fault("a length is not a non-negative integer", at: place.lowerBound) }
            lengths.append(length)
        }
        return lengths
    }

    private static func check(_ tensor: Tensor, path: String, size: UInt64) throws(FileError) {
        let (end, overflow) = tensor.offset.addingReportingOverflow(tensor.bytes)
        guard !overflow, end <= size else { throw FileError(.truncated, path: path, at: .byte(size), "the file ends before tensor '\(tensor.name)' (bytes \(tensor.offset) to \(end)) does") }
        guard let element = ElementType(safetensors: tensor.type) else { return }
        var bytes: Int? = element.width
        for length in tensor.shape {
            bytes = bytes.flatMap { $0.multipliedReportingOverflow(by: length) }.flatMap { $0.overflow ? nil : $0.partialValue }
        }
        guard bytes.map(UInt64.init) == tensor.bytes else {
            throw FileError(.malformed, path: path, "tensor '\(tensor.name)' of shape \(tensor.shape) and type \(tensor.type) does not fill its \(tensor.bytes) bytes")
        }
    }
}
