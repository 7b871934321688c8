import KindredSimilarity

/// Multivectors ready to be compared: all their rows in one matrix, prepared by the measure.
struct MultivectorRows: SlotRun {
    /// The points' slots, ascending.
    let slots: [UInt32]
    /// The first row of each point; one more says where the last one's end.
    let starts: [Int]
    /// The prepared rows.
    let values: [Float]
    /// Norms of the prepared rows, when the measure's finish asks for them.
    let norms: [Float]
    private let reservation: MemoryReservation

    /// - Throws: `StorageError` with code `memoryLimit`.
    init(slots: [UInt32], starts: [Int], values: [Float], norms: [Float], memory: MemoryBudget) throws(StorageError) {
        (self.slots, self.starts, self.values, self.norms) = (slots, starts, values, norms)
        reservation = try memory.reserve(12 * slots.count + 4 * (values.count + norms.count), for: "\(starts.last ?? 0) rows of multivectors")
    }

    var weight: Int { values.count }
    var byteCount: Int { 12 * slots.count + 4 * (values.count + norms.count) }

    /// Where the point of a slot stands.
    func place(of slot: UInt32) -> Int? {
        let place = slots.firstPlace { $0 >= slot }
        return place < slots.count && slots[place] == slot ? place : nil
    }

    func joined(with next: MultivectorRows, memory: MemoryBudget) throws(StorageError) -> MultivectorRows {
        let end = starts.last ?? 0
        return try MultivectorRows(
            slots: slots + next.slots, starts: starts + next.starts.dropFirst().map { $0 + end }, values: values + next.values, norms: norms + next.norms,
            memory: memory)
    }
}

/// Multivectors on their way into a matrix.
struct MultivectorRowsBuilder {
    private let form: MeasureForm
    private let dimension: Int
    private var slots: [UInt32] = []
    private var starts = [0]
    private var values: [Float] = []
    private var norms: [Float] = []

    init(_ configuration: VectorConfiguration) {
        form = configuration.measure.form
        dimension = configuration.dimension
    }

    var count: Int { values.count }

    /// Adds the rows of a point behind all others.
    mutating func add(_ rows: [[Float]], slot: UInt32) {
        let given = rows.flatMap { $0 }
        let prepared = form.preparation.isIdentity ? given : form.preparation.prepared(given.span, dimension: dimension)
        let width = form.preparation.preparedDimension(for: dimension)
        if form.usesNorms {
            for row in rows.indices { norms.append(form.norm(of: prepared.span.extracting(row * width..<(row + 1) * width))) }
        }
        values += prepared
        slots.append(slot)
        starts.append((starts.last ?? 0) + rows.count)
    }

    /// The matrix of the points that were added.
    ///
    /// - Throws: `StorageError` with code `memoryLimit`.
    func rows(memory: MemoryBudget) throws(StorageError) -> MultivectorRows {
        try MultivectorRows(slots: slots, starts: starts, values: values, norms: norms, memory: memory)
    }
}
