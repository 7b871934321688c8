internal import KindredMath

extension InlineRecords {
    /// The records' bytes.
    var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: byteCount) }

    /// The records that lie in a file whose header has been checked; nil when it has none.
    convenience init?(_ header: HNSWHeader, _ file: MappedFile) {
        guard header.parameters.layout == .inline else { return nil }
        let mean = unsafe Array(file.section(header.extents[HNSWHeader.Section.mean.rawValue]))
        let records = unsafe file.section(header.extents[HNSWHeader.Section.records.rawValue])
        var reader = LittleEndianReader(bytes: mean)
        let rotation = RandomRotation(mean: (0..<header.dimension).map { _ in Float(bitPattern: reader.read()) })
        let base = unsafe UnsafeMutableRawPointer(mutating: records.baseAddress) ?? Self.nothing.base
        unsafe self.init(layout: header.inlineLayout, count: header.count, rotation: rotation, base: base, owner: file)
    }

    /// Stands in for records of no node.
    private static let nothing = MemoryBlock(byteCount: 64)

    /// What makes these records unsafe to walk, given a sound graph; nil when nothing does.
    func fault(_ graph: HNSWGraph) -> String? {
        for id in 0..<UInt32(count) {
            let row = unsafe graph.row(id, 0), links = unsafe links(id), known = graph.linkCount(id, 0)
            for i in 0..<layout.degree where unsafe links[i] != (i < known ? row[i] : id) {
                return unsafe "the record of node \(id) links to \(links[i])"
            }
        }
        return nil
    }
}

extension HNSWHeader {
    /// How the records lie.
    var inlineLayout: InlineLayout { InlineLayout(dimension: dimension, degree: parameters.mMax0) }

    /// Bytes of the mean and of the records.
    var inlineBytes: (mean: Int, records: Int) {
        parameters.layout == .inline ? (dimension * 4, count * inlineLayout.stride) : (0, 0)
    }
}
