internal import KindredMath

/// Rows as floats, for building: the rows themselves where they are floats, a copy of them otherwise. A bit is 0 or 1.
// Sendable: written before it is shared, only read afterwards; the owner keeps it.
@safe struct RowFloats: @unchecked Sendable {
    let base: UnsafePointer<Float>
    let dimension: Int
    /// Floats from one row to the next.
    let stride: Int
    let count: Int
    private let owner: any AnyObject & Sendable

    /// - Throws: `invalidParameter` when a component is no finite number.
    init(_ rows: VectorRows) throws(IndexError) {
        if let plain = RowFloats(plain: rows) {
            self = plain
        } else {
            let dimension = Self.dimension(of: rows), copy = MemoryBlock(byteCount: rows.count * dimension * 4)
            let floats = unsafe copy.base.assumingMemoryBound(to: Float.self)
            for slot in 0..<rows.count {
                unsafe Self.decode(rows.handle.row(slot, stride: rows.stride), rows, floats + slot * dimension)
            }
            unsafe self.init(floats, dimension, stride: dimension, rows.count, copy)
        }
        for slot in 0..<count {
            for axis in 0..<dimension where unsafe !self[slot][axis].isFinite {
                throw IndexError(.invalidParameter, "component \(axis) of row \(slot) is \(unsafe self[slot][axis]), no finite number")
            }
        }
    }

    private init(
        _ base: UnsafePointer<Float>, _ dimension: Int, stride: Int, _ count: Int, _ owner: any AnyObject & Sendable
    ) {
        unsafe self.base = base
        self.dimension = dimension
        self.stride = stride
        self.count = count
        self.owner = owner
    }

    private init?(plain rows: VectorRows) {
        let base = unsafe rows.handle.base
        guard rows.element == .f32, rows.stride % 4 == 0, UInt(bitPattern: base) % 4 == 0 else { return nil }
        unsafe self.init(
            base.assumingMemoryBound(to: Float.self), rows.dimension, stride: rows.stride / 4, rows.count, rows.handle.owner)
    }

    /// The rows with one component more, so that all have the norm of the longest: Bachrach's augmentation.
    func augmented(norm: Float, norms: UnsafePointer<Float>) -> RowFloats {
        let copy = MemoryBlock(byteCount: count * (dimension + 1) * 4)
        let floats = unsafe copy.base.assumingMemoryBound(to: Float.self)
        for slot in 0..<count {
            let row = unsafe floats + slot * (dimension + 1)
            unsafe row.update(from: self[slot], count: dimension)
            let squared = unsafe Double(norms[slot])
            unsafe row[dimension] = Float(max(0, Double(norm) * Double(norm) - squared).squareRoot())
        }
        return unsafe RowFloats(floats, dimension + 1, stride: dimension + 1, count, copy)
    }

    @inline(__always) subscript(slot: Int) -> UnsafePointer<Float> { unsafe base + slot &* stride }

    /// Floats of a row.
    static func dimension(of rows: VectorRows) -> Int { rows.element == .bits ? rows.dimension * 8 : rows.dimension }

    /// The components of a row, or of a query of such rows but halves, as floats.
    static func decode(_ row: UnsafeRawPointer, _ rows: VectorRows, _ floats: UnsafeMutablePointer<Float>) {
        let dimension = rows.dimension
        switch rows.element {
        case .f32: unsafe UnsafeMutableRawPointer(floats).copyMemory(from: row, byteCount: dimension * 4)
        case .f16, .bf16:
            let halves = unsafe UnsafeBufferPointer(start: row.assumingMemoryBound(to: UInt16.self), count: dimension)
            let room = unsafe UnsafeMutableBufferPointer(start: floats, count: dimension)
            var target = unsafe room.mutableSpan
            if rows.element == .f16 {
                unsafe Kernels.active.convertFromHalf(halves.span, into: &target)
            } else {
                unsafe Kernels.active.convertFromBFloat(halves.span, into: &target)
            }
        case .i8:
            for i in 0..<dimension { unsafe floats[i] = Float(row.load(fromByteOffset: i, as: Int8.self)) }
        case .u8, .u7:
            for i in 0..<dimension { unsafe floats[i] = Float(row.load(fromByteOffset: i, as: UInt8.self)) }
        case .bits:
            for i in 0..<dimension * 8 {
                unsafe floats[i] = Float(row.load(fromByteOffset: i / 8, as: UInt8.self) >> UInt8(i % 8) & 1)
            }
        }
    }

    /// A query's components as floats: where they are, or written to `room`.
    @inline(__always) static func query(
        _ query: UnsafeRawPointer, _ rows: VectorRows, _ room: UnsafeMutableRawPointer
    ) -> UnsafePointer<Float> {
        if rows.element.isFloat, UInt(bitPattern: query) % 4 == 0 { return unsafe query.assumingMemoryBound(to: Float.self) }
        let floats = unsafe room.assumingMemoryBound(to: Float.self)
        if rows.element.isFloat {
            unsafe room.copyMemory(from: query, byteCount: rows.dimension * 4)
        } else {
            unsafe decode(query, rows, floats)
        }
        return unsafe UnsafePointer(floats)
    }
}
