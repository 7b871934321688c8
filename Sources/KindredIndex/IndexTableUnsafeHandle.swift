internal import KindredMath

/// A table of an index in flat memory: built there, or a section of a mapped file.
// Sendable: a table is written while it is built, by threads that share no entry, and only read afterwards.
@safe struct IndexTable: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
    private let owner: any AnyObject & Sendable

    /// A table of zeros.
    init(byteCount: Int) {
        let block = MemoryBlock(byteCount: byteCount)
        unsafe self.init(base: block.base, byteCount: byteCount, owner: block)
    }

    /// A table of `count` zeros of a trivial type.
    init<Entry: BitwiseCopyable>(_ count: Int, of _: Entry.Type) {
        self.init(byteCount: count * MemoryLayout<Entry>.stride)
    }

    /// A section whose bounds have been checked.
    init(_ extent: IndexFile.Extent, of file: MappedFile) {
        guard let start = unsafe file.section(extent).baseAddress else {
            self.init(byteCount: 0)
            return
        }
        unsafe self.init(base: UnsafeMutableRawPointer(mutating: start), byteCount: extent.length, owner: file)
    }

    private init(base: UnsafeMutableRawPointer, byteCount: Int, owner: any AnyObject & Sendable) {
        unsafe self.base = base
        self.byteCount = byteCount
        self.owner = owner
    }

    var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: byteCount) }

    @inline(__always) func entries<Entry: BitwiseCopyable>(_: Entry.Type) -> UnsafeMutablePointer<Entry> {
        unsafe base.assumingMemoryBound(to: Entry.self)
    }

    func count<Entry: BitwiseCopyable>(of _: Entry.Type) -> Int { byteCount / MemoryLayout<Entry>.stride }

    /// Whether its entries are ids below `bound`.
    func holdsIDs(below bound: Int) -> Bool {
        let ids = unsafe entries(UInt32.self), limit = UInt32(bound)
        var wrong = 0
        for i in 0..<count(of: UInt32.self) { wrong += unsafe ids[i] < limit ? 0 : 1 }
        return wrong == 0
    }

    /// Whether its first `count` entries are each id below `count` once.
    func isPermutation(of count: Int) -> Bool {
        guard self.count(of: UInt32.self) == count, holdsIDs(below: count) else { return false }
        var seen = [Bool](repeating: false, count: count)
        for i in 0..<count { unsafe seen[Int(entries(UInt32.self)[i])] = true }
        return seen.allSatisfy { $0 }
    }

    /// Whether its entries rise, from 0 to `last`.
    func rises(to last: Int) -> Bool {
        let values = unsafe entries(UInt32.self), count = count(of: UInt32.self)
        guard count > 0, unsafe values[0] == 0, unsafe values[count - 1] == UInt32(last) else { return false }
        for i in 1..<max(1, count) where unsafe values[i] < values[i - 1] { return false }
        return true
    }

    /// Whether its floats are all finite.
    var isFinite: Bool {
        let values = unsafe entries(Float.self)
        for i in 0..<count(of: Float.self) where unsafe !values[i].isFinite { return false }
        return true
    }
}

/// Everything an index's file says: what it was built for, and the tables it was built into.
struct IndexContents {
    let format: IndexFile.Format
    let reduction: KernelReduction
    let element: KernelElement
    let dimension: Int
    /// Rows, and how many of them the tables know.
    let count: Int
    let indexed: Int
    /// Parameters and constants of the index, as it writes them.
    var fields = LittleEndianWriter()
    var tables: [IndexTable]
    var recall: RecallTable?
    var live: SlotSet?

    /// Fields have room for this many bytes.
    private static let fieldsMax = 192
    /// No effort in a recall table is larger.
    private static let effortMax = 1 << 30

    init(
        _ format: IndexFile.Format, _ rows: IndexedRows, fields: LittleEndianWriter, tables: [IndexTable], recall: RecallTable?
    ) {
        self.format = format
        reduction = rows.flat.reduction
        element = rows.flat.rows.element
        dimension = rows.flat.rows.dimension
        count = rows.flat.count
        indexed = rows.indexed
        self.fields = fields
        self.tables = tables
        self.recall = recall
        live = rows.live
    }

    /// - Throws: `io`, `diskFull`.
    func write(to path: String) throws(IndexError) {
        precondition(fields.bytes.count <= Self.fieldsMax, "\(fields.bytes.count) bytes of fields")
        let recallRows = recall?.encodedRows ?? [], words = live?.encodedWords ?? []
        let written = unsafe recallRows.withUnsafeBytes { recallRows in
            unsafe words.withUnsafeBytes { words in
                Result { () throws(IndexError) in
                    let sections = unsafe tables.map { unsafe $0.bytes } + [recallRows, words]
                    try unsafe IndexFile.write(sections, to: path, header: header)
                }
            }
        }
        try written.get()
    }

    private func header(_ extents: [IndexFile.Extent]) -> [UInt8] {
        var bytes = IndexFile.header(format)
        for value in [Int(reduction.rawValue), Int(element.rawValue), recall == nil ? 0 : 1, live == nil ? 0 : 1] {
            bytes.append(UInt32(value))
        }
        for value in [dimension, count, indexed, recall?.samples ?? 0, fields.bytes.count] { bytes.append(UInt64(value)) }
        bytes.bytes += fields.bytes
        bytes.append(extents)
        return IndexFile.sealed(bytes)
    }

    /// Maps a file and checks every byte of it; its rows are those it was built on.
    ///
    /// What the tables hold is for the index to check.
    /// - Throws: `io`, `truncated`, `foreign`, `newerVersion`, `corrupt`, `mismatch`.
    init(
        _ format: IndexFile.Format, contentsOf path: String, tables names: [String], rows: VectorRows,
        reduction: KernelReduction
    ) throws(IndexError) {
        let file = try MappedFile(path: path)
        let fileByteCount = unsafe file.bytes.count
        var reader = try IndexFile.opened(file.header, format, fileByteCount: fileByteCount, path: path)
        let kinds = (0..<4).map { _ in reader.read() as UInt32 }
        let numbers = (0..<5).map { _ in Int(clamping: reader.read() as UInt64) }
        guard let fileReduction = KernelReduction(rawValue: UInt8(clamping: kinds[0])),
            let element = KernelElement(rawValue: UInt8(clamping: kinds[1])), numbers[4] <= Self.fieldsMax,
            numbers[2] <= numbers[1]
        else { throw IndexError(.corrupt, "\(path): the header holds unknown values") }
        guard fileReduction == reduction, element == rows.element else {
            throw IndexError(
                .mismatch, "\(path) is for \(fileReduction) of \(element) rows, not for \(reduction) of \(rows.element)")
        }
        guard numbers[0] == rows.dimension, numbers[1] == rows.count else {
            throw IndexError(
                .mismatch,
                "\(path) is for \(numbers[1]) rows of dimension \(numbers[0]), not for \(rows.count) of \(rows.dimension)")
        }
        self.format = format
        self.reduction = reduction
        self.element = element
        (dimension, count, indexed) = (numbers[0], numbers[1], numbers[2])
        read = reader.rest(numbers[4])
        let extents = reader.extents(names.count + 2), all = names + ["recall", "live"]
        try IndexFile.check(extents, names: all, fileByteCount: fileByteCount, path: path)
        for (name, extent) in zip(all, extents) { try file.verify(extent, name, path) }
        tables = extents.prefix(names.count).map { IndexTable($0, of: file) }
        let recallRows = unsafe Array(file.section(extents[names.count]))
        let words = unsafe Array(file.section(extents[names.count + 1]))
        recall =
            kinds[2] == 0 ? nil : RecallTable(samples: numbers[3], encodedRows: recallRows, efMax: Self.effortMax)
        live = kinds[3] == 0 ? nil : SlotSet(encodedWords: words, universe: count)
    }

    /// The fields of a file that was read.
    private(set) var read = LittleEndianReader(bytes: [])

    mutating func readInteger() -> Int { Int(truncatingIfNeeded: read.read() as Int64) }
    mutating func readFloat() -> Float { Float(bitPattern: read.read()) }
    mutating func readDouble() -> Double { Double(bitPattern: read.read()) }
}

extension LittleEndianWriter {
    mutating func append(integers: [Int]) {
        for value in integers { append(Int64(value)) }
    }
}

extension IndexTable {
    /// Whether its splits of a KD-tree are along axes that exist.
    func axesAreBelow(_ dimension: Int) -> Bool {
        let splits = unsafe entries(KDSplit.self)
        for i in 0..<count(of: KDSplit.self) where unsafe Int(splits[i].axis) >= dimension { return false }
        return true
    }
}
