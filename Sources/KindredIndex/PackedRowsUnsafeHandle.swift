internal import KindredMath

/// Copies of rows in the order of a tree's leaves, so that a leaf is one stretch of memory, and the slots they have.
// Sendable: written once before it is shared.
@safe struct PackedRows: @unchecked Sendable {
    let base: UnsafeRawPointer
    let stride: Int
    /// The slot of each place.
    let slots: UnsafePointer<UInt32>
    private let copy: MemoryBlock
    private let order: IndexTable

    /// Copies the rows of `order`, which holds slots of them only.
    init(_ rows: VectorRows, order: IndexTable, threads: Int) {
        let rowBytes = rows.element.rowBytes(dimension: rows.dimension), count = order.count(of: UInt32.self)
        let copy = MemoryBlock(byteCount: count * rowBytes)
        self.copy = copy
        self.order = order
        unsafe base = UnsafeRawPointer(copy.base)
        stride = rowBytes
        unsafe slots = UnsafePointer(order.entries(UInt32.self))
        Workers(count: threads).run(count, grain: 4096) { _, range in
            for place in range {
                let slot = unsafe Int(order.entries(UInt32.self)[place])
                unsafe (copy.base + place * rowBytes).copyMemory(
                    from: rows.handle.row(slot, stride: rows.stride), byteCount: rowBytes)
            }
        }
    }

    var byteCount: Int { copy.byteCount }
}

/// The scan of leaves by an exact search: reduces a leaf's rows with one kernel call and keeps the nearest.
@safe struct LeafScan: ~Copyable {
    private let query: UnsafeRawPointer
    private let packed: PackedRows
    private let dimension: Int
    private let kernels: RowKernels
    private let isSimilarity: Bool
    private let admitted: SlotSet?
    private let values: UnsafeMutablePointer<Float>
    var nearest: NearestPool
    /// The value that a row must reach to be among the nearest.
    private(set) var worst: Float

    init(
        _ query: UnsafeRawPointer, _ packed: PackedRows, _ rows: IndexedRows, _ admitted: SlotSet?,
        _ values: UnsafeMutablePointer<Float>, _ nearest: consuming NearestPool
    ) {
        unsafe self.query = query
        self.packed = packed
        dimension = rows.flat.rows.dimension
        kernels = rows.flat.kernels
        isSimilarity = rows.flat.reduction.isSimilarity
        self.admitted = admitted
        unsafe self.values = values
        worst = rows.flat.worstValue(nearest)
        self.nearest = nearest
    }

    /// Whether as many as wanted were found.
    var isFull: Bool { nearest.count == nearest.capacity }

    /// Reduces the rows of some places.
    @inline(__always) mutating func scan(_ places: Range<Int>) {
        let values = unsafe values, count = places.count
        unsafe kernels.scan(
            query, packed.base + places.lowerBound &* packed.stride, packed.stride, count, dimension, values)
        var i = 0
        while i < count {
            let value = unsafe values[i]
            if isSimilarity ? value >= worst : value <= worst { take(places.lowerBound &+ i, value) }
            i &+= 1
        }
    }

    private mutating func take(_ place: Int, _ value: Float) {
        let slot = unsafe packed.slots[place]
        guard admitted?.contains(slot) ?? true else { return }
        nearest.insert(key: kernels.key(value), slot: slot)
        if nearest.worstKey != .max { worst = kernels.value(nearest.worstKey) }
    }
}
