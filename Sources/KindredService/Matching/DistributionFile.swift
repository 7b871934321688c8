import Foundation
import KindredNN
import KindredRetrieval

/// The frame of the file of a fitted mixture or of learned topics: safetensors of doubles, so that what is read equals what was written, with
/// four notes among its metadata.
///
///     kindred.kind          mixture or topics
///     kindred.version       1
///     kindred.distribution  JSON of what is no tensor
///     kindred.checksum      CRC-32C, eight hexadecimal digits, of the other notes and of all tensors, by name
enum DistributionFile {
    /// What a file holds.
    enum Kind: String {
        case mixture, topics
    }

    /// The version this code writes, and the newest it reads.
    static let version = 1

    private static let kind = "kindred.kind", number = "kindred.version", contents = "kindred.distribution", checksum = "kindred.checksum"

    /// Writes a file: whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    static func write(_ kind: Kind, _ contents: some Encodable, _ tensors: [String: Tensor<Double>], to path: String) throws(FileError) {
        var checkpoint = Checkpoint(doubles: tensors, metadata: [Self.kind: kind.rawValue, number: "\(version)"])
        let json = JSONEncoder()
        json.outputFormatting = .sortedKeys
        do {
            checkpoint.metadata[Self.contents] = String(decoding: try json.encode(contents), as: UTF8.self)
        } catch {
            throw FileError(.unwritable, path: path, "cannot be written: a number is not finite")
        }
        checkpoint.metadata[checksum] = digits(of: checkpoint)
        do { try checkpoint.write(to: path) } catch { throw FileError(error, path, isReading: false) }
    }

    /// Reads a file and checks all of it but what its numbers mean.
    ///
    /// - Throws: `FileError`: `missing`, `truncated`, `wrongFormat` for a file of something else, `unsupported` for a newer version,
    ///   `mismatch` for the other kind, `malformed`.
    static func read<Contents: Decodable>(_ kind: Kind, _ type: Contents.Type, from path: String) throws(FileError) -> (Contents, [String: Tensor<Double>]) {
        let checkpoint: Checkpoint
        do { checkpoint = try Checkpoint(contentsOf: path) } catch { throw FileError(error, path, isReading: true) }
        let notes = checkpoint.metadata
        guard let own = notes[Self.kind], let written = notes[number] else {
            throw FileError(.wrongFormat, path: path, "is no saved mixture and no saved topics: its metadata have no \(Self.kind) and \(number)")
        }
        if let written = Int(written), written > version {
            throw FileError(.unsupported, path: path, "has format \(written); this Kindred reads up to \(version)")
        }
        guard written == "\(version)" else { throw FileError(.malformed, path: path, "has format '\(written.prefix(20))', which never was") }
        let found = digits(of: checkpoint), promised = notes[checksum] ?? "none"
        guard found == promised else { throw FileError(.malformed, path: path, "is damaged: its checksum is \(found), not \(promised.prefix(20))") }
        guard own == kind.rawValue else { throw FileError(.mismatch, path: path, "is of kind \(own.prefix(20)), not \(kind.rawValue)") }
        guard let contents = try? JSONDecoder().decode(type, from: Data((notes[Self.contents] ?? "").utf8)) else {
            throw FileError(.malformed, path: path, "says of its \(kind.rawValue): \((notes[Self.contents] ?? "nothing").prefix(100))")
        }
        return (contents, checkpoint.doubles)
    }

    /// What a file holds, by its header alone; nil for any other file.
    static func kind(of path: String) -> Kind? {
        struct Header: Decodable {
            let __metadata__: [String: String]?
        }
        guard let text = try? SafetensorsHeader.text(ByteSource(path: path)), let header = try? JSONDecoder().decode(Header.self, from: Data(text)) else { return nil }
        return header.__metadata__?[Self.kind].flatMap(Kind.init)
    }

    /// The checksum of everything but itself. Lengths stand before what they measure, so that nothing can move from one part to the next.
    private static func digits(of checkpoint: Checkpoint) -> String {
        var bytes = [UInt8]()
        func add(_ text: String) { bytes += Array("\(text.utf8.count) \(text)".utf8) }
        for (key, value) in checkpoint.metadata.sorted(by: { $0.key < $1.key }) where key != checksum {
            add(key)
            add(value)
        }
        for (name, tensor) in checkpoint.doubles.sorted(by: { $0.key < $1.key }) {
            add("\(name) \(tensor.shape)")
            for number in tensor.scalars { for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> UInt64(shift))) } }
        }
        let crc = SnapshotArchive.checksum(bytes)
        let text = String(crc, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
    }
}

extension FileError {
    /// What is wrong with the numbers of a distribution's file.
    init(_ error: DistributionError, _ path: String) {
        self.init(error.code == .notFinite ? .notFinite : .malformed, path: path, error.message)
    }
}
