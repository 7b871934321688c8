public import KindredMath

extension IVF {
    /// Writes the index to a file, whole or not at all: under a temporary name, synced, then renamed.
    ///
    /// - Throws: `io`, `diskFull`.
    public func write(to path: String) throws(IndexError) { try write(to: path, isPQ: false) }

    func write(to path: String, isPQ: Bool) throws(IndexError) {
        var header = header(isPQ: isPQ)
        let small = smallSections
        let tables = unsafe zip(lists.bases, lists.sizes).map { unsafe UnsafeRawBufferPointer(start: $0, count: $1) }
        var offset = IVFHeader.alignment
        func place(_ section: Int, _ length: Int, _ checksum: UInt32) {
            header.extents[section] = IVFHeader.Extent(offset: offset, length: length, checksum: checksum)
            offset = (offset + length + IVFHeader.alignment - 1) / IVFHeader.alignment * IVFHeader.alignment
        }
        for i in unsafe tables.indices { unsafe place(i, tables[i].count, Kernels.active.crc32c(tables[i])) }
        for (i, section) in small.enumerated() { place(lists.sizes.count + i, section.count, crc32c(section)) }
        var file = try FileWriter(path: path)
        try file.write(header.encoded)
        for i in unsafe tables.indices {
            try file.pad(to: IVFHeader.alignment)
            try unsafe file.write(tables[i])
        }
        for section in small {
            try file.pad(to: IVFHeader.alignment)
            try file.write(section)
        }
        try file.finish()
    }

    private func header(isPQ: Bool) -> IVFHeader {
        IVFHeader(
            parameters: parameters, isPQ: isPQ, reduction: reduction, element: rows.element, dimension: rows.dimension,
            count: count, nlist: nlist, meanSquaredError: meanSquaredError ?? 0, recallSamples: recall?.samples ?? 0,
            hasRecall: recall != nil, hasLive: live != nil)
    }

    /// Mean, centroids, codewords, sizes of lists, recall table, and the bitmap of rows not removed.
    private var smallSections: [[UInt8]] {
        let floats = [coarse.mean, coarse.values, quantizer?.columns ?? []]
        var counts = LittleEndianWriter(), table = LittleEndianWriter(), words = LittleEndianWriter()
        for count in lists.counts { counts.append(UInt32(count)) }
        for row in recall?.rows ?? [] {
            table.append(UInt64(row.ef))
            table.append(row.recall.bitPattern)
            table.append(row.margin.bitPattern)
        }
        for word in live?.words ?? [] { words.append(word) }
        return floats.map { floats in
            var bytes = LittleEndianWriter()
            bytes.bytes.reserveCapacity(floats.count * 4)
            for float in floats { bytes.append(float.bitPattern) }
            return bytes.bytes
        } + [counts.bytes, table.bytes, words.bytes]
    }

    /// Opens an index file: maps it and checks all of it; its rows are those it was built on.
    ///
    /// Numbers and codes are read from the page cache, not copied.
    /// - Throws: `io`, `truncated`, `foreign`, `newerVersion`, `corrupt`, or `mismatch` when the file was built for another
    ///   number of rows, dimension, element or reduction.
    public init(contentsOf path: String, rows: VectorRows, reduction: KernelReduction) throws(IndexError) {
        try self.init(contentsOf: path, rows: rows, reduction: reduction, isPQ: false)
    }

    init(contentsOf path: String, rows: VectorRows, reduction: KernelReduction, isPQ: Bool) throws(IndexError) {
        try Self.check(reduction, rows.element)
        let file = try MappedFile(path: path)
        let bytes = unsafe Array(file.bytes.prefix(IVFHeader.byteCount))
        let header = try IVFHeader(bytes, fileByteCount: unsafe file.bytes.count, path: path)
        try header.check(rows, reduction, isPQ: isPQ, path)
        for section in IVFHeader.Section.allCases {
            let extent = header.extent(section)
            guard unsafe Kernels.active.crc32c(file.section(extent)) == extent.checksum else {
                throw IndexError(
                    .corrupt, "\(path): the checksum of \(section) is wrong (\(extent.length) bytes at \(extent.offset))")
            }
        }
        let quantizer = header.parts.map { parts in
            ProductQuantizer(
                dimension: header.dimension, parts: parts.m, bits: parts.bits, columns: file.floats(header.extent(.columns)))
        }
        let lists = try InvertedLists(header, file, codeBytes: quantizer?.codeBytes ?? 0, path)
        let centroids = file.floats(header.extent(.centroids)), mean = file.floats(header.extent(.mean))
        guard (centroids + mean + (quantizer?.columns ?? [])).allSatisfy({ $0.isFinite }) else {
            throw IndexError(.corrupt, "\(path): a centroid or codeword is not finite")
        }
        let coarse = try CoarseQuantizer(mean: mean, centroids: centroids, reduction)
        try self.init(
            rows: rows, reduction: reduction, parameters: header.parameters, coarse: coarse, quantizer: quantizer, lists: lists)
        meanSquaredError = quantizer == nil ? nil : header.meanSquaredError
        recall = header.recallTable(file)
        live = header.liveSet(file)
    }
}

extension PQ {
    /// Writes the index to a file, whole or not at all. See ``IVF/write(to:)``.
    ///
    /// - Throws: `io`, `diskFull`.
    public func write(to path: String) throws(IndexError) { try ivf.write(to: path, isPQ: true) }

    /// Opens an index file and checks all of it. See ``IVF/init(contentsOf:rows:reduction:)``.
    ///
    /// - Throws: `io`, `truncated`, `foreign`, `newerVersion`, `corrupt`, `mismatch`.
    public init(contentsOf path: String, rows: VectorRows, reduction: KernelReduction) throws(IndexError) {
        let ivf = try IVF(contentsOf: path, rows: rows, reduction: reduction, isPQ: true)
        guard case .product(let m, let bits) = ivf.parameters.codes, ivf.nlist == 1 else {
            throw IndexError(.corrupt, "\(path): \(ivf.nlist) lists where product quantisation has one, of codes")
        }
        let p = ivf.parameters
        self.init(
            ivf, PQParameters(m: m, bits: bits, rerank: p.rerank, pad: p.pad, seed: p.seed, recallSamples: p.recallSamples))
    }
}

extension MappedFile {
    /// A part of the file whose bounds the header's check has passed.
    func section(_ extent: IVFHeader.Extent) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: bytes[extent.offset..<(extent.offset + extent.length)])
    }

    func floats(_ extent: IVFHeader.Extent) -> [Float] {
        let section = unsafe self.section(extent)
        return (0..<extent.length / 4).map { i in
            Float(bitPattern: UInt32(littleEndian: unsafe section.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self)))
        }
    }
}

extension InvertedLists {
    /// The lists that lie in a file whose header and checksums have been checked.
    ///
    /// - Throws: `corrupt` when they are not those of the header's rows, each in one place.
    convenience init(_ header: IVFHeader, _ file: MappedFile, codeBytes: Int, _ path: String) throws(IndexError) {
        let counts = file.floats(header.extent(.counts)).map { Int($0.bitPattern) }
        guard counts.reduce(0, +) == header.count else {
            throw IndexError(.corrupt, "\(path): lists of \(counts.reduce(0, +)) rows where there are \(header.count)")
        }
        let tables: [IVFHeader.Section] = [.ids, .bias, .codes]
        func base(_ section: IVFHeader.Section) -> UnsafeRawPointer {
            unsafe file.section(header.extent(section)).baseAddress ?? UnsafeRawPointer(Self.nothing.base)
        }
        unsafe self.init(
            counts: counts, codeBytes: codeBytes, ids: base(.ids), bias: base(.bias), codes: base(.codes), owner: file)
        for (section, size) in zip(tables, sizes) where header.extent(section).length != size {
            throw IndexError(.corrupt, "\(path): \(section) has \(header.extent(section).length) bytes where \(size) are needed")
        }
        guard holdsEachRowOnce(header.count) else { throw IndexError(.corrupt, "\(path): the lists do not hold each row once") }
    }

    /// Stands in for tables without rows.
    private static let nothing = MemoryBlock(byteCount: 64)

    private func holdsEachRowOnce(_ count: Int) -> Bool {
        var seen = [Bool](repeating: false, count: count)
        for list in counts.indices {
            for place in starts[list]..<starts[list] + counts[list] {
                let id = unsafe Int(ids[place])
                guard id < count, !seen[id] else { return false }
                seen[id] = true
            }
            // A place without a row must never be among the nearest.
            for place in starts[list] + counts[list]..<starts[list + 1] where codeBytes > 0 {
                guard unsafe bias[place] == .infinity else { return false }
            }
        }
        return true
    }
}

extension IVFHeader {
    func recallTable(_ file: MappedFile) -> RecallTable? {
        guard hasRecall else { return nil }
        var reader = LittleEndianReader(bytes: unsafe Array(file.section(extent(.recall))))
        let rows = (0..<(extent(.recall).length / 24)).map { _ in
            RecallTable.Row(
                ef: Int(clamping: reader.read() as UInt64), recall: Double(bitPattern: reader.read()),
                margin: Double(bitPattern: reader.read()))
        }
        return RecallTable(samples: recallSamples, rows: rows.filter { $0.ef > 0 && $0.ef <= IVFParameters.listsMax })
    }

    func liveSet(_ file: MappedFile) -> SlotSet? {
        guard hasLive else { return nil }
        var reader = LittleEndianReader(bytes: unsafe Array(file.section(extent(.live))))
        let words = (0..<(extent(.live).length / 8)).map { _ in reader.read() as UInt64 }
        return SlotSet(words: words, universe: count)
    }
}
