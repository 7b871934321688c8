internal import KindredMath

// The file of an HNSW index, little-endian throughout:
//
//     header     512 bytes, the last 4 its own CRC-32C
//     sections   each at a multiple of 4096 bytes; the header has offset, length and CRC-32C of every one
//
// A file says what it was built for, so that an index is never walked over other rows. It holds no vector: those are the
// caller's, and a file that is missing or damaged is built again from them.

/// What the header of a file says.
struct HNSWHeader: Sendable, Equatable {
    static let magic: [UInt8] = Array("KINDHNSW".utf8)
    static let version: UInt32 = 3
    static let byteCount = 512
    static let alignment = 4096

    /// The parts of a file, in order.
    enum Section: Int, CaseIterable {
        case links, chosen, levels, upperStart, upper, codes, recall, live, projection, mean, records
    }

    /// Where a part lies.
    struct Extent: Sendable, Equatable {
        var offset = 0
        var length = 0
        var checksum: UInt32 = 0
    }

    var parameters: HNSWParameters
    var reduction: KernelReduction
    var element: KernelElement
    var dimension: Int
    var count: Int
    var upperRows: Int
    var entry: UInt32
    var top: Int
    var codesLow: Float
    var codesInverseStep: Float
    /// Cache lines of a 4-bit code; 0 without.
    var codesLines: Int
    var recallSamples: Int
    var hasRecall: Bool
    var hasLive: Bool
    var extents = [Extent](repeating: Extent(), count: Section.allCases.count)

    var sizes: HNSWGraphSizes {
        HNSWGraphSizes(count: count, upperRows: upperRows, degree: parameters.mMax0, upperDegree: parameters.mMax)
    }
}

extension HNSWHeader {
    /// The header's bytes.
    var encoded: [UInt8] {
        var bytes = LittleEndianWriter()
        bytes.bytes = Self.magic
        bytes.append(Self.version)
        bytes.append(UInt32(Self.byteCount))
        encodeKind(&bytes)
        encodeParameters(&bytes)
        for extent in extents {
            bytes.append(UInt64(extent.offset))
            bytes.append(UInt64(extent.length))
            bytes.append(extent.checksum)
        }
        bytes.bytes.append(contentsOf: repeatElement(0, count: Self.byteCount - 4 - bytes.bytes.count))
        bytes.append(crc32c(bytes.bytes))
        return bytes.bytes
    }

    private func encodeKind(_ bytes: inout LittleEndianWriter) {
        bytes.append(UInt32(reduction.rawValue))
        bytes.append(UInt32(element.rawValue))
        bytes.append(UInt64(dimension))
        bytes.append(UInt64(count))
        bytes.append(UInt64(upperRows))
        bytes.append(entry)
        bytes.append(UInt32(top))
        bytes.append(codesLow.bitPattern)
        bytes.append(codesInverseStep.bitPattern)
        bytes.append(UInt32(codesLines))
        bytes.append(UInt32(recallSamples))
        bytes.append(UInt32(hasRecall ? 1 : 0))
        bytes.append(UInt32(hasLive ? 1 : 0))
    }

    private func encodeParameters(_ bytes: inout LittleEndianWriter) {
        let p = parameters
        for value in [p.m, p.mMax, p.mMax0, p.efConstruction, p.efSearch, p.recallSamples] { bytes.append(UInt32(value)) }
        bytes.append(p.mL.bitPattern)
        bytes.append(p.seed)
        bytes.append(UInt32(p.selection.rawValue))
        bytes.append(UInt32(p.codes.rawValue))
        bytes.append(UInt32((p.extendCandidates ? 1 : 0) | (p.keepPrunedConnections ? 2 : 0) | (p.fill ? 4 : 0)))
        bytes.append(UInt32(p.layout.rawValue))
    }

    /// Reads a header and checks what it says about itself and about a file of `fileByteCount` bytes.
    ///
    /// - Throws: `foreign`, `newerVersion`, `truncated`, `corrupt`.
    init(_ bytes: [UInt8], fileByteCount: Int, path: String) throws(IndexError) {
        guard bytes.count >= 16, Array(bytes.prefix(8)) == Self.magic else {
            if bytes.count < 16, Self.magic.starts(with: bytes.prefix(8)) {
                throw IndexError(.truncated, "\(path) ends after \(bytes.count) bytes, inside the header")
            }
            throw IndexError(.foreign, "\(path) is not an index of Kindred")
        }
        var reader = LittleEndianReader(bytes: bytes, at: 8)
        let version: UInt32 = reader.read(), length: UInt32 = reader.read()
        guard version <= Self.version else {
            throw IndexError(.newerVersion, "\(path) has format \(version); this build reads up to \(Self.version)")
        }
        guard bytes.count == Self.byteCount else {
            throw IndexError(.truncated, "\(path) ends after \(fileByteCount) bytes, inside the header of \(Self.byteCount)")
        }
        let checksum = crc32c(Array(bytes.dropLast(4)))
        var last = LittleEndianReader(bytes: bytes, at: Self.byteCount - 4)
        guard version == Self.version else {
            throw IndexError(.corrupt, "\(path) has format \(version), which is no longer read: build the index again")
        }
        guard length == UInt32(Self.byteCount), last.read() == checksum else {
            throw IndexError(.corrupt, "\(path): the header's checksum is wrong")
        }
        guard let header = Self(&reader) else { throw IndexError(.corrupt, "\(path): the header holds unknown values") }
        self = header
        try checkExtents(fileByteCount, path)
    }

    private init?(_ reader: inout LittleEndianReader) {
        guard let reduction = KernelReduction(rawValue: UInt8(clamping: reader.read() as UInt32)),
            let element = KernelElement(rawValue: UInt8(clamping: reader.read() as UInt32))
        else { return nil }
        self.reduction = reduction
        self.element = element
        dimension = Int(clamping: reader.read() as UInt64)
        count = Int(clamping: reader.read() as UInt64)
        upperRows = Int(clamping: reader.read() as UInt64)
        entry = reader.read()
        top = Int(reader.read() as UInt32)
        codesLow = Float(bitPattern: reader.read())
        codesInverseStep = Float(bitPattern: reader.read())
        codesLines = Int(reader.read() as UInt32)
        recallSamples = Int(reader.read() as UInt32)
        hasRecall = (reader.read() as UInt32) != 0
        hasLive = (reader.read() as UInt32) != 0
        guard let parameters = Self.parameters(&reader) else { return nil }
        self.parameters = parameters
        for i in extents.indices {
            extents[i] = Extent(
                offset: Int(clamping: reader.read() as UInt64), length: Int(clamping: reader.read() as UInt64),
                checksum: reader.read())
        }
        let links = HNSWLevels.levelMax
        guard parameters.codes != .automatic, parameters.codes != .fourBit || (1...1 << 16).contains(codesLines) else { return nil }
        guard count <= VectorRows.countMax, dimension > 0, dimension <= 1 << 24, upperRows <= count * links else { return nil }
    }

    private static func parameters(_ reader: inout LittleEndianReader) -> HNSWParameters? {
        let numbers = (0..<6).map { _ in Int(reader.read() as UInt32) }
        let mL = Double(bitPattern: reader.read()), seed: UInt64 = reader.read()
        guard let selection = HNSWParameters.Selection(rawValue: UInt8(clamping: reader.read() as UInt32)),
            let codes = HNSWParameters.Codes(rawValue: UInt8(clamping: reader.read() as UInt32))
        else { return nil }
        let flags: UInt32 = reader.read()
        guard let layout = HNSWParameters.Layout(rawValue: UInt8(clamping: reader.read() as UInt32)) else { return nil }
        let parameters = HNSWParameters(
            m: numbers[0], mMax: numbers[1], mMax0: numbers[2], efConstruction: numbers[3], efSearch: numbers[4], mL: mL,
            seed: seed, selection: selection, extendCandidates: flags & 1 != 0, keepPrunedConnections: flags & 2 != 0,
            fill: flags & 4 != 0, codes: codes, layout: layout,
            recallSamples: numbers[5])
        return (try? parameters.validate()) == nil ? nil : parameters
    }

    private func checkExtents(_ fileByteCount: Int, _ path: String) throws(IndexError) {
        for section in Section.allCases {
            let extent = extents[section.rawValue]
            let (end, overflow) = extent.offset.addingReportingOverflow(extent.length)
            guard !overflow, extent.offset % Self.alignment == 0 else {
                throw IndexError(.corrupt, "\(path): \(section) lies at \(extent.offset), \(extent.length) bytes")
            }
            guard end <= fileByteCount else {
                throw IndexError(.truncated, "\(path) ends after \(fileByteCount) bytes; \(section) would end at \(end)")
            }
        }
        let last: [(Section, Int)] = [(.projection, projectionBytes), (.mean, inlineBytes.mean), (.records, inlineBytes.records)]
        let expected = zip(extents, sizes.all + [count * codeBytes]).map { ($0, $1) } + last.map { (extents[$0.rawValue], $1) }
        for (extent, bytes) in expected where extent.length != bytes {
            throw IndexError(.corrupt, "\(path): a section of \(extent.length) bytes where \(bytes) are needed")
        }
    }

    /// Bytes of a row's code.
    var codeBytes: Int {
        switch parameters.codes {
        case .none, .automatic: 0
        case .sevenBit: (dimension + 63) / 64 * 64
        case .fourBit: 64 * codesLines
        }
    }

    /// Bytes of the mean and the matrix.
    private var projectionBytes: Int {
        parameters.codes == .fourBit ? dimension * 4 + dimension * FourBitLayout(lines: codesLines).components * 2 : 0
    }
}

/// Appends integers, least significant byte first.
struct LittleEndianWriter {
    var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}

/// Reads integers, least significant byte first. Bytes beyond the end are zeros.
struct LittleEndianReader {
    private let bytes: [UInt8]
    private var offset: Int

    init(bytes: [UInt8], at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    mutating func read<Value: FixedWidthInteger>() -> Value {
        var value: Value = 0
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            if offset < bytes.count { value |= Value(truncatingIfNeeded: bytes[offset]) << shift }
            offset += 1
        }
        return value
    }
}
