extension RoaringBitmap {
    /// Reads a set in the portable Roaring format, whoever wrote it.
    ///
    /// Every byte is checked before it is believed, and nothing is allocated that the bytes at hand do not pay for.
    ///
    /// - Throws: `RoaringBitmapError` when the bytes are not exactly one bitmap: shorter, longer, foreign, out of order,
    ///   or contradicting their own header.
    /// - Complexity: O(*s*), where *s* is the number of bytes; an array is read where it is, other sequences are copied.
    public init(serialized bytes: some Sequence<UInt8>) throws(RoaringBitmapError) {
        var reader = PortableReader(Array(bytes))
        self = try reader.readBitmap()
        try reader.expectEnd()
    }
}

/// Reads the portable format from the front of an array of bytes.
private struct PortableReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func readBitmap() throws(RoaringBitmapError) -> RoaringBitmap {
        let (chunkCount, runFlags) = try readCookie()
        try require(4 * chunkCount, "the keys of \(chunkCount) chunks")
        var keys: [UInt16] = []
        var counts: [Int] = []
        for _ in 0..<chunkCount {
            keys.append(try read(UInt16.self))
            counts.append(Int(try read(UInt16.self)) + 1)
        }
        try requireAscending(keys, "key")
        let offsets = try readOffsets(chunkCount, hasRuns: runFlags != nil)
        var containers: [Container] = []
        for index in 0..<chunkCount {
            if let offset = offsets?[index], Int(offset) != position {
                throw RoaringBitmapError(.badOffset, "chunk \(index) is at \(position), its header says \(offset)")
            }
            let isRun = runFlags.map { $0[index / 8] >> UInt8(index % 8) & 1 == 1 } ?? false
            containers.append(try readContainer(count: counts[index], isRun: isRun))
        }
        return RoaringBitmap(keys: keys, containers: containers)
    }

    func expectEnd() throws(RoaringBitmapError) {
        if position < bytes.count {
            throw RoaringBitmapError(.trailingBytes, "the bitmap has \(position) bytes, there are \(bytes.count)")
        }
    }

    /// The number of chunks, and their run flags when there are run lists.
    private mutating func readCookie() throws(RoaringBitmapError) -> (Int, [UInt8]?) {
        let cookie = try read(UInt32.self)
        if cookie & 0xFFFF == PortableFormat.runCookie {
            let chunkCount = Int(cookie >> 16) + 1
            let flagBytes = (chunkCount + 7) / 8
            try require(flagBytes, "the run flags of \(chunkCount) chunks")
            defer { position += flagBytes }
            return (chunkCount, Array(bytes[position..<(position + flagBytes)]))
        }
        guard cookie == PortableFormat.cookie else {
            throw RoaringBitmapError(
                .badCookie,
                "cookie \(cookie) is neither \(PortableFormat.cookie) nor \(PortableFormat.runCookie) in its low half")
        }
        let chunkCount = Int(try read(UInt32.self))
        guard chunkCount <= PortableFormat.chunkLimit else {
            throw RoaringBitmapError(.overflow, "\(chunkCount) chunks, at most \(PortableFormat.chunkLimit) exist")
        }
        return (chunkCount, nil)
    }

    private mutating func readOffsets(_ n: Int, hasRuns: Bool) throws(RoaringBitmapError) -> [UInt32]? {
        guard PortableFormat.hasOffsets(chunks: n, hasRuns: hasRuns) else { return nil }
        return try readMany(n, "the offsets of \(n) chunks")
    }

    private mutating func readContainer(count: Int, isRun: Bool) throws(RoaringBitmapError) -> Container {
        if isRun { return .run(try readRuns(count: count)) }
        if count <= ArrayContainer.capacity {
            let values: [UInt16] = try readMany(count, "an array of \(count) values")
            try requireAscending(values, "value")
            return .array(ArrayContainer(values))
        }
        let words: [UInt64] = try readMany(BitsetContainer.wordCount, "a bitset")
        let found = words.reduce(0) { $0 + $1.nonzeroBitCount }
        try requireCount(found, count)
        return .bitset(BitsetContainer(words: words, count: count))
    }

    private mutating func readRuns(count: Int) throws(RoaringBitmapError) -> RunContainer {
        let runCount = Int(try read(UInt16.self))
        let numbers: [UInt16] = try readMany(2 * runCount, "\(runCount) runs")
        var runs = RunContainer()
        for index in stride(from: 0, to: numbers.count, by: 2) {
            let (first, length) = (numbers[index], numbers[index + 1])
            let (last, overflows) = first.addingReportingOverflow(length)
            if overflows {
                throw RoaringBitmapError(.overflow, "a run from \(first) has \(Int(length) + 1) values, beyond 65535")
            }
            if let end = runs.runs.last?.last, first <= end {
                throw RoaringBitmapError(.unsorted, "a run from \(first) follows one that ends at \(end)")
            }
            runs.append(first, last)
        }
        try requireCount(runs.count, count)
        return runs
    }

    private mutating func readMany<Value: FixedWidthInteger>(
        _ n: Int, _ what: String
    ) throws(RoaringBitmapError) -> [Value] {
        let size = n * (Value.bitWidth / 8)
        try require(size, what)
        defer { position += size }
        return bytes.littleEndian(n, at: position)
    }

    @inline(__always)
    private mutating func read<Value: FixedWidthInteger>(_: Value.Type) throws(RoaringBitmapError) -> Value {
        let size = Value.bitWidth / 8
        if bytes.count - position < size { try require(size, "a number") }
        var value: Value = 0
        for index in 0..<size {
            value |= Value(truncatingIfNeeded: bytes[position + index]) << Value(truncatingIfNeeded: 8 * index)
        }
        position += size
        return value
    }

    private func require(_ n: Int, _ what: String) throws(RoaringBitmapError) {
        let left = bytes.count - position
        if n > left {
            throw RoaringBitmapError(.truncated, "\(n) bytes expected at \(position) for \(what), \(left) are left")
        }
    }

    private func requireCount(_ found: Int, _ expected: Int) throws(RoaringBitmapError) {
        if found != expected {
            throw RoaringBitmapError(
                .cardinalityMismatch, "the chunk that ends at \(position) has \(found) values, its header says \(expected)")
        }
    }

    private func requireAscending(_ values: [UInt16], _ what: String) throws(RoaringBitmapError) {
        for (previous, value) in zip(values, values.dropFirst()) where previous >= value {
            throw RoaringBitmapError(.unsorted, "\(what) \(value) follows \(previous), before byte \(position)")
        }
    }
}

extension RoaringBitmapError {
    fileprivate init(_ code: Code, _ message: String) {
        self.init(code: code, message: message)
    }
}
