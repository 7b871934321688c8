// The portable format (RoaringFormatSpec), little-endian throughout:
//   without runs: cookie 12346 as u32, number of chunks n as u32;
//   with runs:    12347 | (n - 1) << 16 as u32, then ⌈n / 8⌉ bytes with a bit for each chunk that is a run list;
//   then for each chunk its key and its count - 1 as u16;
//   then for each chunk the offset of its payload as u32, except with runs and n < 4;
//   then the payloads: an array of u16, or 1,024 words of u64, or a number of runs and (first, length - 1) pairs as u16.

/// The numbers of the portable format.
enum PortableFormat {
    /// The first four bytes of a bitmap without run lists.
    static let cookie: UInt32 = 12346

    /// The first two bytes of a bitmap with run lists.
    static let runCookie: UInt32 = 12347

    /// With run lists, fewer chunks than this have no offsets.
    static let offsetThreshold = 4

    /// The most chunks there can be.
    static let chunkLimit = 1 << 16

    /// The bytes before the payloads.
    static func headerByteCount(chunks n: Int, hasRuns: Bool) -> Int {
        let start = hasRuns ? 4 + (n + 7) / 8 : 8
        return start + 4 * n + (hasOffsets(chunks: n, hasRuns: hasRuns) ? 4 * n : 0)
    }

    static func hasOffsets(chunks n: Int, hasRuns: Bool) -> Bool {
        !hasRuns || n >= offsetThreshold
    }
}

extension RoaringBitmap {
    /// How many bytes `serialized()` returns.
    ///
    /// - Complexity: O(*c*), where *c* is the number of chunks.
    public var serializedByteCount: Int {
        let header = PortableFormat.headerByteCount(chunks: keys.count, hasRuns: hasRunCompression)
        return header + containers.reduce(0) { $0 + $1.serializedByteCount }
    }

    /// The set in the portable Roaring format, as CRoaring, Java and Go read and write it.
    ///
    /// Lists of runs appear as they are: call `optimize()` before for the fewest bytes.
    ///
    /// - Complexity: O(*s*), where *s* is the number of bytes.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(serializedByteCount)
        writeHeader(to: &bytes)
        for container in containers { container.write(to: &bytes) }
        return bytes
    }

    private func writeHeader(to bytes: inout [UInt8]) {
        let hasRuns = hasRunCompression
        if hasRuns {
            bytes.append(PortableFormat.runCookie | UInt32(keys.count - 1) << 16)
            bytes.append(contentsOf: runFlags)
        } else {
            bytes.append(PortableFormat.cookie)
            bytes.append(UInt32(keys.count))
        }
        for (key, container) in zip(keys, containers) {
            bytes.append(key)
            bytes.append(UInt16(container.count - 1))
        }
        guard PortableFormat.hasOffsets(chunks: keys.count, hasRuns: hasRuns) else { return }
        var offset = PortableFormat.headerByteCount(chunks: keys.count, hasRuns: hasRuns)
        for container in containers {
            bytes.append(UInt32(offset))
            offset += container.serializedByteCount
        }
    }

    /// A bit for each chunk, set when it is a list of runs.
    private var runFlags: [UInt8] {
        var flags = [UInt8](repeating: 0, count: (keys.count + 7) / 8)
        for (index, container) in containers.enumerated() where container.isRun {
            flags[index / 8] |= 1 << UInt8(index % 8)
        }
        return flags
    }
}

extension Container {
    fileprivate var serializedByteCount: Int {
        switch self {
        case .array(let array): 2 * array.values.count
        case .bitset: Self.byteCountOfBitset
        case .run(let runs): runs.byteCount
        }
    }

    fileprivate func write(to bytes: inout [UInt8]) {
        switch self {
        case .array(let array):
            bytes.append(littleEndian: array.values)
        case .bitset(let bitset):
            bytes.append(littleEndian: bitset.words)
        case .run(let runs):
            bytes.append(UInt16(runs.runs.count))
            for run in runs.runs {
                bytes.append(run.first)
                bytes.append(run.last - run.first)
            }
        }
    }
}

extension [UInt8] {
    /// Appends the bytes of `value`, the lowest first.
    @inline(__always)
    fileprivate mutating func append(_ value: some FixedWidthInteger & UnsignedInteger) {
        var rest = value
        for _ in 0..<(value.bitWidth / 8) {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }
}
