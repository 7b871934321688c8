internal import RoaringBitmaps

extension PayloadIndexSet {
    /// `KPIX` and the version of the layout.
    private static var magic: UInt32 { 0x5849_504B }
    private static var version: UInt32 { 1 }

    /// The indexes as bytes, for a sealed segment's file. Whoever stores them adds a checksum.
    public func serialized() -> [UInt8] {
        var writer = IndexWriter()
        writer.write(Self.magic)
        writer.write(Self.version)
        for bitmap in [live, indexed, changed] { writer.write(bitmap) }
        writer.write(UInt32(fields.count))
        for field in fields { field.write(to: &writer) }
        return writer.bytes
    }

    /// Reads `serialized()` back.
    ///
    /// - Throws: `StorageError`: `newerVersion` for a layout that is not known here, `corrupt` for anything that is not
    ///   the bytes of indexes. Bytes that are well formed but changed need not be noticed: check their checksum before.
    public init(serialized bytes: [UInt8]) throws {
        var reader = IndexReader(bytes)
        guard try reader.read(UInt32.self) == Self.magic else { throw reader.corrupt("does not begin with its mark") }
        let version = try reader.read(UInt32.self)
        guard version <= Self.version else {
            throw StorageError(.newerVersion, "the payload index has format \(version), this program knows \(Self.version)")
        }
        guard version > 0 else { throw reader.corrupt("has format 0") }
        live = try reader.readBitmap()
        indexed = try reader.readBitmap()
        changed = try reader.readBitmap()
        fields = []
        for _ in 0..<(try reader.readCount(itemBytes: 16)) { fields.append(try PayloadFieldIndex(from: &reader)) }
        guard reader.remaining == 0 else { throw reader.corrupt("has \(reader.remaining) bytes too many") }
        schema = Dictionary(fields.map { ($0.path, $0.schema) }) { first, _ in first }
        guard schema.count == fields.count else { throw reader.corrupt("has two indexes of one field") }
    }

    /// About how many bytes of memory the indexes take.
    public var memoryByteCount: Int {
        fields.reduce(live.memoryByteCount + indexed.memoryByteCount) { $0 + $1.memoryByteCount }
    }
}

extension PayloadFieldIndex {
    fileprivate func write(to writer: inout IndexWriter) {
        writer.write(path.description)
        writer.write(JSONValue(schema).jsonBytes)
        for bitmap in [nonEmpty, nulls, oddlyCounted, multiple, irregular] { writer.write(bitmap) }
        writer.write(UInt32(counts.count))
        for (count, slots) in counts.sorted(by: { $0.key < $1.key }) {
            writer.write(count)
            writer.write(slots)
        }
        switch schema {
        case .keyword, .text: strings.write(to: &writer) { $0.write($1.string) }
        case .bool: bools.write(to: &writer) { $0.write($1 ? UInt8(1) : 0) }
        case .uuid: uuids.write(to: &writer) { $0.write($1.description) }
        case .integer, .datetime: integers.write(to: &writer) { $0.write($1) }
        case .float: doubles.write(to: &writer) { $0.write($1) }
        case .geo:
            places.write(to: &writer) {
                $0.write($1.latitude)
                $0.write($1.longitude)
            }
        }
    }

    fileprivate init(from reader: inout IndexReader) throws {
        let path = try PayloadPath(parsing: reader.readText())
        self.init(path, try PayloadFieldSchema(json: JSONValue(parsing: reader.readBlock())))
        nonEmpty = try reader.readBitmap()
        nulls = try reader.readBitmap()
        oddlyCounted = try reader.readBitmap()
        multiple = try reader.readBitmap()
        irregular = try reader.readBitmap()
        for _ in 0..<(try reader.readCount(itemBytes: 12)) {
            let count = try reader.read(UInt64.self)
            counts[count] = try reader.readBitmap()
        }
        switch schema {
        case .keyword, .text: strings = try PostingIndex(from: &reader) { ByteString(try $0.readText()) }
        case .bool: bools = try PostingIndex(from: &reader) { try $0.read(UInt8.self) != 0 }
        case .uuid: uuids = try PostingIndex(from: &reader) { try PointID(parsing: $0.readText()) }
        case .integer, .datetime: integers = try SortedIndex(from: &reader) { try $0.read() }
        case .float: doubles = try SortedIndex(from: &reader) { try $0.readDouble() }
        case .geo: places = try SortedIndex(from: &reader) { GeoPoint(latitude: try $0.readDouble(), longitude: try $0.readDouble()) }
        }
    }

    fileprivate var memoryByteCount: Int {
        let sets = [nonEmpty, nulls, oddlyCounted, multiple, irregular].reduce(0) { $0 + $1.memoryByteCount }
        let lists = strings.memoryByteCount { $0.string.utf8.count } + uuids.memoryByteCount { _ in 0 } + bools.memoryByteCount { _ in 0 }
        return sets + lists + integers.count * 12 + doubles.count * 12 + places.count * 20
    }
}

extension PostingIndex {
    fileprivate func write(to writer: inout IndexWriter, _ writeKey: (inout IndexWriter, Key) -> Void) {
        writer.write(UInt32(keys.count))
        for (key, posting) in zip(keys, postings) {
            writeKey(&writer, key)
            switch posting {
            case .one(let slot):
                writer.write(UInt8(1))
                writer.write(slot)
            case .many(let slots):
                writer.write(UInt8(2))
                writer.write(slots)
            }
        }
    }

    fileprivate init(from reader: inout IndexReader, _ readKey: (inout IndexReader) throws -> Key) throws {
        var keys: [Key] = []
        var postings: [Posting] = []
        for _ in 0..<(try reader.readCount(itemBytes: 6)) {
            keys.append(try readKey(&reader))
            switch try reader.read(UInt8.self) {
            case 1: postings.append(.one(try reader.read()))
            case 2: postings.append(.many(try reader.readBitmap()))
            case let kind: throw reader.corrupt("has a list of unknown kind \(kind)")
            }
        }
        guard let index = PostingIndex(keys: keys, postings: postings) else { throw reader.corrupt("lists a value twice") }
        self = index
    }

    fileprivate func memoryByteCount(_ size: (Key) -> Int) -> Int {
        zip(keys, postings).reduce(0) { sum, entry in
            let list: Int = if case .many(let slots) = entry.1 { slots.memoryByteCount } else { 0 }
            return sum + size(entry.0) + list + 3 * MemoryLayout<Key>.stride + MemoryLayout<Posting>.stride
        }
    }
}

extension SortedIndex {
    fileprivate func write(to writer: inout IndexWriter, _ writeKey: (inout IndexWriter, Key) -> Void) {
        writer.write(UInt32(runs.count + 1))
        for run in [tail] + runs {
            writer.write(UInt32(run.count))
            for key in run.keys { writeKey(&writer, key) }
            for slot in run.slots { writer.write(slot) }
        }
    }

    fileprivate init(from reader: inout IndexReader, _ readKey: (inout IndexReader) throws -> Key) throws {
        for place in 0..<(try reader.readCount(itemBytes: 4)) {
            let count = try reader.readCount(itemBytes: 12)
            var run = Run()
            run.keys.reserveCapacity(count)
            run.slots.reserveCapacity(count)
            for _ in 0..<count { run.keys.append(try readKey(&reader)) }
            for _ in 0..<count { run.slots.append(try reader.read()) }
            if place == 0 { tail = run } else { runs.append(run) }
        }
    }
}
