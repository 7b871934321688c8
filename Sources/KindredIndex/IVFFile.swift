internal import KindredMath

// The file of an inverted file or of product quantisation, in the frame of the graph's: little-endian, a header of 512 bytes
// whose last 4 are its CRC-32C, sections at multiples of 4096 bytes, each with offset, length and CRC-32C in the header.
// It says what it was built for and holds no vector.

/// What the header of a file says.
struct IVFHeader: Sendable, Equatable {
    static let magic: [UInt8] = Array("KINDLIST".utf8)
    static let version: UInt32 = 1
    static let byteCount = 512
    static let alignment = 4096

    /// The parts of a file, in order.
    enum Section: Int, CaseIterable {
        case ids, bias, codes, mean, centroids, columns, counts, recall, live
    }

    /// Where a part lies.
    struct Extent: Sendable, Equatable {
        var offset = 0
        var length = 0
        var checksum: UInt32 = 0
    }

    var parameters: IVFParameters
    /// Whether it is product quantisation alone, `pq`.
    var isPQ: Bool
    var reduction: KernelReduction
    var element: KernelElement
    var dimension: Int
    var count: Int
    var nlist: Int
    var meanSquaredError: Double
    var recallSamples: Int
    var hasRecall: Bool
    var hasLive: Bool
    var extents = [Extent](repeating: Extent(), count: Section.allCases.count)

    var parts: (m: Int, bits: Int)? {
        if case .product(let m, let bits) = parameters.codes { return (m, bits) }
        return nil
    }

    func extent(_ section: Section) -> Extent { extents[section.rawValue] }
}

extension IVFHeader {
    /// The header's bytes.
    var encoded: [UInt8] {
        var bytes = LittleEndianWriter()
        bytes.bytes = Self.magic
        bytes.append(Self.version)
        bytes.append(UInt32(Self.byteCount))
        let p = parameters
        for value in [
            Int(reduction.rawValue), Int(element.rawValue), isPQ ? 1 : 0, hasRecall ? 1 : 0, hasLive ? 1 : 0, recallSamples,
            p.nlist ?? 0, p.nprobe, parts?.m ?? 0, parts?.bits ?? 0, p.rerank, p.pad ? 1 : 0, p.iterations, p.trainingRows,
            p.recallSamples,
        ] { bytes.append(UInt32(value)) }
        for value in [dimension, count, nlist] { bytes.append(UInt64(value)) }
        bytes.append(meanSquaredError.bitPattern)
        bytes.append(p.seed)
        for extent in extents {
            bytes.append(UInt64(extent.offset))
            bytes.append(UInt64(extent.length))
            bytes.append(extent.checksum)
        }
        bytes.bytes.append(contentsOf: repeatElement(0, count: Self.byteCount - 4 - bytes.bytes.count))
        bytes.append(crc32c(bytes.bytes))
        return bytes.bytes
    }

    /// Reads a header and checks what it says about itself and about a file of `fileByteCount` bytes.
    ///
    /// - Throws: `foreign`, `newerVersion`, `truncated`, `corrupt`.
    init(_ bytes: [UInt8], fileByteCount: Int, path: String) throws(IndexError) {
        guard bytes.count >= 16, Array(bytes.prefix(8)) == Self.magic else {
            if bytes.count < 16, Self.magic.starts(with: bytes.prefix(8)) {
                throw IndexError(.truncated, "\(path) ends after \(bytes.count) bytes, inside the header")
            }
            throw IndexError(.foreign, "\(path) is not an inverted file of Kindred")
        }
        var reader = LittleEndianReader(bytes: bytes, at: 8)
        let version: UInt32 = reader.read(), length: UInt32 = reader.read()
        guard version <= Self.version else {
            throw IndexError(.newerVersion, "\(path) has format \(version); this build reads up to \(Self.version)")
        }
        guard bytes.count == Self.byteCount else {
            throw IndexError(.truncated, "\(path) ends after \(fileByteCount) bytes, inside the header of \(Self.byteCount)")
        }
        var last = LittleEndianReader(bytes: bytes, at: Self.byteCount - 4)
        guard version == Self.version, length == UInt32(Self.byteCount), last.read() == crc32c(Array(bytes.dropLast(4))) else {
            throw IndexError(.corrupt, "\(path): the header's checksum is wrong")
        }
        guard let header = Self(&reader) else { throw IndexError(.corrupt, "\(path): the header holds unknown values") }
        self = header
        try checkExtents(fileByteCount, path)
    }

    private init?(_ reader: inout LittleEndianReader) {
        let numbers = (0..<15).map { _ in Int(reader.read() as UInt32) }
        guard let reduction = KernelReduction(rawValue: UInt8(clamping: numbers[0])),
            let element = KernelElement(rawValue: UInt8(clamping: numbers[1]))
        else { return nil }
        self.reduction = reduction
        self.element = element
        (isPQ, hasRecall, hasLive, recallSamples) = (numbers[2] != 0, numbers[3] != 0, numbers[4] != 0, numbers[5])
        dimension = Int(clamping: reader.read() as UInt64)
        count = Int(clamping: reader.read() as UInt64)
        nlist = Int(clamping: reader.read() as UInt64)
        meanSquaredError = Double(bitPattern: reader.read())
        parameters = IVFParameters(
            nlist: numbers[6] == 0 ? nil : numbers[6], nprobe: numbers[7],
            codes: numbers[8] == 0 ? .none : .product(m: numbers[8], bits: numbers[9]), rerank: numbers[10],
            pad: numbers[11] != 0, iterations: numbers[12], trainingRows: numbers[13], seed: reader.read(),
            recallSamples: numbers[14])
        for i in extents.indices {
            extents[i] = Extent(
                offset: Int(clamping: reader.read() as UInt64), length: Int(clamping: reader.read() as UInt64),
                checksum: reader.read())
        }
        guard count <= VectorRows.countMax, dimension > 0, dimension <= 1 << 24, nlist > 0, nlist <= IVFParameters.listsMax,
            (try? parameters.validate(dimension: dimension)) != nil
        else { return nil }
    }

    private func checkExtents(_ fileByteCount: Int, _ path: String) throws(IndexError) {
        for section in Section.allCases {
            let extent = extent(section)
            let (end, overflow) = extent.offset.addingReportingOverflow(extent.length)
            guard !overflow, extent.offset % Self.alignment == 0 else {
                throw IndexError(.corrupt, "\(path): \(section) lies at \(extent.offset), \(extent.length) bytes")
            }
            guard end <= fileByteCount else {
                throw IndexError(.truncated, "\(path) ends after \(fileByteCount) bytes; \(section) would end at \(end)")
            }
        }
        let columns = parts.map { ProductQuantizer.columnCount(dimension: dimension, parts: $0.m, bits: $0.bits) } ?? 0
        let expected: [(Section, Int)] = [
            (.mean, dimension * 4), (.centroids, nlist * dimension * 4), (.columns, columns * 4), (.counts, nlist * 4),
        ]
        for (section, length) in expected where extent(section).length != length {
            throw IndexError(.corrupt, "\(path): \(section) has \(extent(section).length) bytes where \(length) are needed")
        }
    }

    func check(_ rows: VectorRows, _ reduction: KernelReduction, isPQ: Bool, _ path: String) throws(IndexError) {
        guard self.isPQ == isPQ else {
            throw IndexError(.mismatch, "\(path) is \(self.isPQ ? "product quantisation" : "an inverted file"), not \(isPQ ? "product quantisation" : "an inverted file")")
        }
        guard self.reduction == reduction, element == rows.element else {
            throw IndexError(
                .mismatch, "\(path) is for \(self.reduction) of \(element) rows, not for \(reduction) of \(rows.element)")
        }
        guard dimension == rows.dimension, count == rows.count else {
            throw IndexError(
                .mismatch, "\(path) is for \(count) rows of dimension \(dimension), not for \(rows.count) of \(rows.dimension)")
        }
    }
}
