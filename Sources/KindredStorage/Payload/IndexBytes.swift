internal import RoaringBitmaps

/// Writes little-endian fields one after the other.
struct IndexWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write<I: FixedWidthInteger>(_ value: I) {
        var rest = value
        for _ in 0..<(I.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest = I.bitWidth > 8 ? rest >> 8 : 0
        }
    }

    mutating func write(_ value: Double) { write(value.bitPattern) }

    mutating func write(_ text: String) { write(Array(text.utf8)) }

    mutating func write(_ block: [UInt8]) {
        write(UInt32(block.count))
        bytes.append(contentsOf: block)
    }

    mutating func write(_ bitmap: RoaringBitmap) { write(bitmap.serialized()) }
}

/// Reads what `IndexWriter` wrote; believes nothing it has not checked.
struct IndexReader {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - position }

    mutating func read<I: FixedWidthInteger>(_: I.Type = I.self) throws -> I {
        let width = I.bitWidth / 8
        guard remaining >= width else { throw corrupt("ends after \(bytes.count) bytes in the middle of a field") }
        var value: I = 0
        for offset in (0..<width).reversed() {
            value = (I.bitWidth > 8 ? value << 8 : 0) | I(truncatingIfNeeded: bytes[position + offset])
        }
        position += width
        return value
    }

    mutating func readDouble() throws -> Double { Double(bitPattern: try read()) }

    mutating func readBlock() throws -> [UInt8] {
        let count = Int(try read(UInt32.self))
        guard count <= remaining else { throw corrupt("says \(count) bytes where \(remaining) are left") }
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    mutating func readText() throws -> String {
        let count = try readCount(itemBytes: 1)
        defer { position += count }
        guard let text = String(validating: bytes[position..<(position + count)], as: UTF8.self) else {
            throw corrupt("holds text that is not UTF-8")
        }
        return text
    }

    mutating func readBitmap() throws -> RoaringBitmap {
        let block = try readBlock()
        do { return try RoaringBitmap(serialized: block) } catch {
            throw StorageError(.corrupt, "the payload index holds a damaged bitmap before byte \(position)", cause: error)
        }
    }

    /// The number of items that follow, each of at least so many bytes, so that a lie cannot ask for memory.
    mutating func readCount(itemBytes: Int) throws -> Int {
        let count = Int(try read(UInt32.self))
        guard count <= remaining / itemBytes else { throw corrupt("says \(count) items where \(remaining) bytes are left") }
        return count
    }

    func corrupt(_ what: String) -> StorageError {
        StorageError(.corrupt, "the payload index \(what), at byte \(position)")
    }
}
