internal import KindredMath

// The file of an HNSW index: the frame of IndexFile, one section a table.

/// What the header of a file says.
struct HNSWHeader: Sendable, Equatable {
    static let format = IndexFile.Format(magic: "KINDHNSW", version: 3)
    static let byteCount = IndexFile.headerByteCount
    static let alignment = IndexFile.alignment

    /// The parts of a file, in order.
    enum Section: Int, CaseIterable {
        case links, chosen, levels, upperStart, upper, codes, recall, live, projection, mean, records
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
    var extents = [IndexFile.Extent](repeating: IndexFile.Extent(), count: Section.allCases.count)

    var sizes: HNSWGraphSizes {
        HNSWGraphSizes(count: count, upperRows: upperRows, degree: parameters.mMax0, upperDegree: parameters.mMax)
    }
}

extension HNSWHeader {
    /// The header's bytes.
    var encoded: [UInt8] {
        var bytes = IndexFile.header(Self.format)
        encodeKind(&bytes)
        encodeParameters(&bytes)
        bytes.append(extents)
        return IndexFile.sealed(bytes)
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
        var reader = try IndexFile.opened(bytes, Self.format, fileByteCount: fileByteCount, path: path)
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
        extents = reader.extents(Section.allCases.count)
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
        try IndexFile.check(
            extents, names: Section.allCases.map { "\($0)" }, fileByteCount: fileByteCount, path: path)
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
        case .sevenBit, .eightBit: (dimension + 63) / 64 * 64
        case .fourBit: 64 * codesLines
        }
    }

    /// Bytes of the mean and the matrix.
    private var projectionBytes: Int {
        parameters.codes == .fourBit ? dimension * 4 + dimension * FourBitLayout(lines: codesLines).components * 2 : 0
    }
}
