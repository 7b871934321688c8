import Foundation

extension Checkpoint {
    /// Headers longer than this are taken for damage, as by the format's own library.
    private static let headerLimit = 100_000_000

    private struct Entry: Codable {
        let dtype: String
        let shape: [Int]
        let data_offsets: [Int]
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private static let notes = "__metadata__"

    private struct Header: Codable {
        var metadata: [String: String]
        var entries: [String: Entry]

        init(metadata: [String: String], entries: [String: Entry]) {
            self.metadata = metadata
            self.entries = entries
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            let notes = Name(stringValue: Checkpoint.notes)
            metadata = try container.decodeIfPresent([String: String].self, forKey: notes) ?? [:]
            entries = [:]
            for name in container.allKeys where name.stringValue != Checkpoint.notes {
                entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            if !metadata.isEmpty { try container.encode(metadata, forKey: Name(stringValue: Checkpoint.notes)) }
            for (name, entry) in entries { try container.encode(entry, forKey: Name(stringValue: name)) }
        }
    }

    /// The file's bytes: names in order, the header padded by spaces to a multiple of 8.
    func bytes() throws -> [UInt8] {
        precondition(tensors.keys.allSatisfy { doubles[$0] == nil }, "a name of two tensors")
        var entries = [String: Entry](), numbers = [UInt8]()
        numbers.reserveCapacity(4 * tensors.values.reduce(0) { $0 + $1.count } + 8 * doubles.values.reduce(0) { $0 + $1.count })
        // The wider numbers come first: so all lie at multiples of their size.
        for (name, tensor) in doubles.sorted(by: { $0.key < $1.key }) {
            let start = numbers.count
            for scalar in tensor.scalars { Self.append(scalar.bitPattern, to: &numbers) }
            entries[name] = Entry(dtype: "F64", shape: tensor.shape, data_offsets: [start, numbers.count])
        }
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let start = numbers.count
            for scalar in tensor.scalars { Self.append(scalar.bitPattern, to: &numbers) }
            entries[name] = Entry(dtype: "F32", shape: tensor.shape, data_offsets: [start, numbers.count])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var header = [UInt8](try encoder.encode(Header(metadata: metadata, entries: entries)))
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        var result = [UInt8]()
        result.reserveCapacity(8 + header.count + numbers.count)
        Self.append(UInt64(header.count), to: &result)
        return result + header + numbers
    }

    /// A checkpoint of a file's bytes.
    init(bytes: [UInt8]) throws(CheckpointError) {
        guard bytes.count >= 9, bytes[8] == UInt8(ascii: "{") else {
            throw CheckpointError(.wrongFormat, "is no safetensors file: no JSON object begins at byte 8 of \(bytes.count)")
        }
        let length = Self.number(UInt64.self, bytes, at: 0)
        guard length <= Self.headerLimit else {
            throw CheckpointError(.wrongFormat, "is no safetensors file: its header would be \(length) bytes long, at most \(Self.headerLimit) are accepted")
        }
        let start = 8 + Int(length)
        guard start <= bytes.count else { throw CheckpointError(.truncated, "ends at byte \(bytes.count), inside its header of \(length) bytes") }
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<start]))
        } catch {
            throw CheckpointError(.malformed, "its header of \(length) bytes maps no names to dtype, shape and data_offsets")
        }
        self.init(metadata: header.metadata)
        try Self.requireApart(header.entries, in: bytes.count - start)
        for (name, entry) in header.entries.sorted(by: { $0.key < $1.key }) {
            switch entry.dtype {
            case "F32":
                let places = try Self.places(name, entry, bytes, start, size: 4)
                tensors[name] = Tensor(places.map { Float(bitPattern: Self.number(UInt32.self, bytes, at: $0)) }, shape: entry.shape)
            case "F64":
                let places = try Self.places(name, entry, bytes, start, size: 8)
                doubles[name] = Tensor(places.map { Double(bitPattern: Self.number(UInt64.self, bytes, at: $0)) }, shape: entry.shape)
            default: throw CheckpointError(.unsupported, "tensor '\(name)' is of type \(entry.dtype); only F32 and F64 are read")
            }
        }
    }

    /// The format lets no two tensors share bytes; where they do, a small file could ask for any amount of memory.
    private static func requireApart(_ entries: [String: Entry], in count: Int) throws(CheckpointError) {
        let ranges = entries.values.map(\.data_offsets).filter { $0.count == 2 && $0[0] >= 0 && $0[0] < $0[1] }.sorted { $0[0] < $1[0] }
        for (range, next) in zip(ranges, ranges.dropFirst()) where next[0] < range[1] {
            throw CheckpointError(.malformed, "two tensors share bytes: \(range) and \(next) of \(count)")
        }
    }

    /// Where the numbers of a tensor lie, of `size` bytes each.
    private static func places(_ name: String, _ entry: Entry, _ bytes: [UInt8], _ start: Int, size: Int) throws(CheckpointError) -> StrideTo<Int> {
        var count: Int? = 1
        for length in entry.shape {
            count = count.flatMap { length < 0 ? nil : $0.multipliedReportingOverflow(by: length) }.flatMap { $0.overflow ? nil : $0.partialValue }
        }
        let range = entry.data_offsets
        guard range.count == 2, range[0] >= 0, range[0] <= range[1], let count, (range[1] - range[0]) / size == count, (range[1] - range[0]) % size == 0 else {
            throw CheckpointError(.malformed, "tensor '\(name)' of shape \(entry.shape) does not fill bytes \(range)")
        }
        guard range[1] <= bytes.count - start else {
            throw CheckpointError(.truncated, "ends at byte \(bytes.count), before tensor '\(name)' at \(start) + \(range) does")
        }
        return stride(from: start + range[0], to: start + range[1], by: size)
    }

    private static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift))) }
    }

    private static func number<Number: FixedWidthInteger>(_ type: Number.Type, _ bytes: [UInt8], at place: Int) -> Number {
        (0..<Number.bitWidth / 8).reduce(0) { $0 | Number(bytes[place + $1]) << Number(8 * $1) }
    }
}
