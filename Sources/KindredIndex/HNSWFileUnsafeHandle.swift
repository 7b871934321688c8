public import KindredMath

extension HNSW {
    /// How much of a file is checked when it is opened.
    public enum Verification: Sendable, Hashable {
        /// Every byte against its checksum.
        case full
        /// Everything that is followed as a link. Codes are trusted: a damaged one costs recall, never safety.
        case structure
    }

    /// Writes the index to a file, whole or not at all: under a temporary name, synced, then renamed.
    ///
    /// - Throws: `io`.
    public func write(to path: String) throws(IndexError) {
        let header = header, tail = tail, joined = tail.flatMap { $0 }
        let written = unsafe joined.withUnsafeBytes { joined in
            Result { () throws(IndexError) in
                var sections = unsafe tables, start = 0
                for part in tail {
                    unsafe sections.append(UnsafeRawBufferPointer(rebasing: joined[start..<start + part.count]))
                    start += part.count
                }
                unsafe sections.append(records?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0))
                try unsafe IndexFile.write(sections, to: path) { extents in
                    var header = header
                    header.extents = extents
                    return header.encoded
                }
            }
        }
        try written.get()
    }

    private var header: HNSWHeader {
        HNSWHeader(
            parameters: parameters, reduction: reduction, element: rows.element, dimension: rows.dimension, count: count,
            upperRows: graph.upperRows, entry: graph.entry, top: graph.top, codesLow: codes?.range?.low ?? 0,
            codesInverseStep: codes?.range?.inverseStep ?? 0, codesLines: codes?.projection?.layout.lines ?? 0, recallSamples: recall?.samples ?? 0, hasRecall: recall != nil,
            hasLive: live != nil)
    }

    /// The graph's tables and the codes, in the order of the file.
    private var tables: [UnsafeRawBufferPointer] {
        let bases = unsafe [
            UnsafeRawPointer(graph.links), UnsafeRawPointer(graph.chosen), UnsafeRawPointer(graph.levels),
            UnsafeRawPointer(graph.upperStart), UnsafeRawPointer(graph.upper),
        ]
        let graphTables = unsafe zip(bases, graph.sizes.all).map { unsafe UnsafeRawBufferPointer(start: $0, count: $1) }
        let none = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        return unsafe graphTables + [codes?.bytes ?? none]
    }

    /// The recall table, the bitmap of rows not removed, the projection of 4-bit codes, and the mean of inline records.
    private var tail: [[UInt8]] {
        var projection = LittleEndianWriter(), mean = LittleEndianWriter()
        for component in codes?.projection?.mean ?? [] { projection.append(component.bitPattern) }
        for half in codes?.projection?.matrix ?? [] { projection.append(half) }
        for component in records?.rotation.mean ?? [] { mean.append(component.bitPattern) }
        return [recall?.encodedRows ?? [], live?.encodedWords ?? [], projection.bytes, mean.bytes]
    }

    /// Opens an index file: maps it and checks it; its rows are those it was built on.
    ///
    /// Nothing is copied: links and codes are read from the page cache. Checking runs at gigabytes a second.
    /// - Throws: `io`, `truncated`, `foreign`, `newerVersion`, `corrupt`, or `mismatch` when the file was built for another
    ///   number of rows, dimension, element or reduction.
    public init(
        contentsOf path: String, rows: VectorRows, reduction: KernelReduction, verification: Verification = .full
    ) throws(IndexError) {
        let file = try MappedFile(path: path)
        let header = try HNSWHeader(file.header, fileByteCount: unsafe file.bytes.count, path: path)
        try header.check(rows, reduction, path)
        for section in HNSWHeader.Section.allCases where verification == .full || section != .codes {
            try file.verify(header.extents[section.rawValue], "\(section)", path)
        }
        let graph = HNSWGraph(header, file)
        if let fault = graph.fault { throw IndexError(.corrupt, "\(path): \(fault)") }
        try self.init(
            rows: rows, reduction: reduction, parameters: header.parameters, graph: graph,
            codes: RowCodes(header, file))
        records = InlineRecords(header, file)
        if let fault = records?.fault(graph) { throw IndexError(.corrupt, "\(path): \(fault)") }
        recall = header.recallTable(file)
        live = header.liveSet(file)
        self.file = file
    }

    /// Says how the file that the index was opened from shall lie in memory; nothing for one that was built and not opened.
    public func place(_ placement: IndexPlacement) { file?.place(placement) }
}

extension HNSWHeader {
    func check(_ rows: VectorRows, _ reduction: KernelReduction, _ path: String) throws(IndexError) {
        guard self.reduction == reduction, element == rows.element else {
            throw IndexError(
                .mismatch, "\(path) is for \(self.reduction) of \(element) rows, not for \(reduction) of \(rows.element)")
        }
        guard dimension == rows.dimension, count == rows.count else {
            throw IndexError(
                .mismatch, "\(path) is for \(count) rows of dimension \(dimension), not for \(rows.count) of \(rows.dimension)")
        }
        guard parameters.codes == .none || (parameters.codes.reduction == reduction && element == .f32),
            parameters.layout == .compact || (reduction == .squaredL2 && element == .f32)
        else {
            throw IndexError(.corrupt, "\(path): codes or records of \(reduction) of \(element) rows")
        }
    }

    func recallTable(_ file: MappedFile) -> RecallTable? {
        guard hasRecall else { return nil }
        let bytes = unsafe Array(file.section(extents[Section.recall.rawValue]))
        return RecallTable(samples: recallSamples, encodedRows: bytes, efMax: HNSWParameters.efMax)
    }

    func liveSet(_ file: MappedFile) -> SlotSet? {
        guard hasLive else { return nil }
        return SlotSet(encodedWords: unsafe Array(file.section(extents[Section.live.rawValue])), universe: count)
    }
}

extension HNSWGraph {
    /// The graph that lies in a file whose header has been checked.
    convenience init(_ header: HNSWHeader, _ file: MappedFile) {
        func base(_ section: HNSWHeader.Section) -> UnsafeMutableRawPointer {
            let bytes = unsafe file.section(header.extents[section.rawValue])
            guard let base = bytes.baseAddress else { return unsafe Self.nothing.base }
            return unsafe UnsafeMutableRawPointer(mutating: base)
        }
        unsafe self.init(
            sizes: header.sizes, links: base(.links), chosen: base(.chosen), levels: base(.levels),
            upperStart: base(.upperStart), upper: base(.upper), owners: [file])
        count = header.count
        entry = header.entry
        top = header.top
    }

    /// Stands in for tables without rows.
    private static let nothing = MemoryBlock(byteCount: 64)

    /// What makes this graph unsafe to walk; nil when nothing does. Reads every link once.
    var fault: String? {
        guard count > 0 else { return nil }
        guard entry < count, level(entry) == top, top <= HNSWLevels.levelMax else { return "the entry point \(entry) is not a node of level \(top)" }
        var start = 0
        for id in 0..<count {
            let level = unsafe Int(levels[id])
            guard level <= HNSWLevels.levelMax, unsafe Int(upperStart[id]) == start else { return "node \(id) has a wrong level" }
            guard unsafe Int(chosen[id]) <= degree else { return "node \(id) has more than \(degree) links" }
            start += level
        }
        guard start == upperRows else { return "\(upperRows) rows above level 0 where \(start) are needed" }
        if unsafe !Self.areIds(links, count * stride, below: count) { return "a link on level 0 leads nowhere" }
        if unsafe !Self.areIds(upper, upperRows * upperStride, below: count) { return "a link above level 0 leads nowhere" }
        return faultAbove
    }

    private var faultAbove: String? {
        for id in 0..<UInt32(count) where level(id) > 0 {
            for level in 1...level(id) {
                let row = unsafe row(id, level)
                for i in 0..<linkCount(id, level) {
                    if unsafe self.level(row[i]) < level { return "node \(id) links on level \(level) to a lower one" }
                }
            }
        }
        return nil
    }

    private static func areIds(_ ids: UnsafePointer<UInt32>, _ count: Int, below bound: Int) -> Bool {
        let bound = UInt32(bound)
        var wrong: UInt32 = 0
        for i in 0..<count {
            // `none` wraps to 0.
            let next = unsafe ids[i] &+ 1
            wrong |= next > bound ? 1 : 0
        }
        return wrong == 0
    }
}

extension RowCodes {
    /// The codes' bytes, padding included.
    var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: rows.handle.base, count: rows.count * rows.stride)
    }

    /// The offset and scale of codes that have one for all components.
    var range: (low: Float, inverseStep: Float)? {
        switch self {
        case .sevenBit(let codes): (codes.low, codes.inverseStep)
        case .eightBit(let codes): (0, codes.inverseStep)
        case .fourBit: nil
        }
    }

    /// The projection of 4-bit codes.
    var projection: PrincipalProjection? {
        if case .fourBit(let codes) = self { codes.projection } else { nil }
    }

    /// The codes that lie in a file whose header has been checked; nil when it has none.
    init?(_ header: HNSWHeader, _ file: MappedFile) throws(IndexError) {
        let section = unsafe file.section(header.extents[HNSWHeader.Section.codes.rawValue])
        switch header.parameters.codes {
        case .none, .automatic: return nil
        case .sevenBit:
            let rows = try unsafe Self.rows(section, header, .u7, header.dimension, file)
            self = .sevenBit(SevenBitCodes(rows: rows, low: header.codesLow, inverseStep: header.codesInverseStep))
        case .eightBit:
            let rows = try unsafe Self.rows(section, header, .i8, header.dimension, file)
            self = .eightBit(EightBitCodes(rows: rows, inverseStep: header.codesInverseStep))
        case .fourBit:
            let rows = try unsafe Self.rows(section, header, .u8, header.codeBytes, file)
            self = .fourBit(FourBitCodes(rows: rows, PrincipalProjection(header, file)))
        }
    }

    private static func rows(
        _ section: UnsafeRawBufferPointer, _ header: HNSWHeader, _ element: KernelElement, _ dimension: Int, _ file: MappedFile
    ) throws(IndexError) -> VectorRows {
        guard let base = unsafe section.baseAddress else {
            return try RowBuffer(dimension: dimension, element: element, rowAlignment: 64).rows
        }
        return try unsafe VectorRows(
            unsafeBase: base, count: header.count, dimension: dimension, stride: header.codeBytes, element: element, owner: file)
    }
}

extension PrincipalProjection {
    /// The projection that lies in a file whose header has been checked.
    init(_ header: HNSWHeader, _ file: MappedFile) {
        let bytes = unsafe Array(file.section(header.extents[HNSWHeader.Section.projection.rawValue]))
        var reader = LittleEndianReader(bytes: bytes)
        let layout = FourBitLayout(lines: header.codesLines)
        let mean = (0..<header.dimension).map { _ in Float(bitPattern: reader.read()) }
        let matrix = (0..<header.dimension * layout.components).map { _ in reader.read() as UInt16 }
        self.init(layout: layout, mean: mean, matrix: matrix)
    }
}
