/// Conversion of little-endian elements to `Float`, `Int64` and back, in bulk. Plain loops that the compiler vectorises.
extension ElementType {
    /// The elements of `rows` rows of `dimension`, `stride` bytes apart, the first at byte `start`; row after row without gaps.
    ///
    /// - Precondition: they lie inside `bytes`.
    /// - Complexity: O(`rows` × `dimension`)
    func floats(rows: Int, dimension: Int, stride: Int, from bytes: [UInt8], at start: Int = 0) -> [Float] {
        precondition(rows == 0 || start + (rows - 1) * stride + dimension * width <= bytes.count, "\(rows) rows of \(stride) bytes exceed \(bytes.count) bytes")
        let shape = (rows, dimension, stride, start)
        switch self {
        case .float32: return convert(bytes, shape) { (bits: UInt32) in Float(bitPattern: bits) }
        case .float64: return convert(bytes, shape) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
        case .float16: return convert(bytes, shape, Self.half)
        case .bfloat16: return convert(bytes, shape) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
        case .uint8: return convert(bytes, shape) { (value: UInt8) in Float(value) }
        case .uint16: return convert(bytes, shape) { (value: UInt16) in Float(value) }
        case .uint32: return convert(bytes, shape) { (value: UInt32) in Float(value) }
        case .uint64: return convert(bytes, shape) { (value: UInt64) in Float(value) }
        case .int8: return convert(bytes, shape) { (value: Int8) in Float(value) }
        case .int16: return convert(bytes, shape) { (value: Int16) in Float(value) }
        case .int32: return convert(bytes, shape) { (value: Int32) in Float(value) }
        case .int64: return convert(bytes, shape) { (value: Int64) in Float(value) }
        }
    }

    @inline(__always)
    private func convert<T: BitwiseCopyable>(_ bytes: [UInt8], _ shape: (rows: Int, dimension: Int, stride: Int, start: Int), _ one: (T) -> Float) -> [Float] {
        unsafe [Float](unsafeUninitializedCapacity: shape.rows * shape.dimension) { target, initialized in
            unsafe bytes.withUnsafeBytes { source in
                for row in 0..<shape.rows {
                    let first = shape.start &+ row &* shape.stride
                    let to = row &* shape.dimension
                    for column in 0..<shape.dimension {
                        unsafe target[to &+ column] = one(source.loadUnaligned(fromByteOffset: first &+ column &* MemoryLayout<T>.size, as: T.self))
                    }
                }
            }
            initialized = shape.rows * shape.dimension
        }
    }

    /// Integers as they are; `nil` when an element does not fit (only possible for `uint64`).
    ///
    /// - Precondition: the type is an integer and the elements lie inside `bytes`.
    func integers(_ count: Int, from bytes: [UInt8], at start: Int) -> [UInt64]? {
        precondition(isInteger && start + count * width <= bytes.count, "\(count) elements of \(self) at byte \(start) exceed \(bytes.count) bytes")
        return unsafe bytes.withUnsafeBytes { all in
            (0..<count).reduce(into: Optional([UInt64]())) { result, index in
                let place = start + index * width
                let value: UInt64? =
                    switch self {
                    case .uint8: unsafe UInt64(all.loadUnaligned(fromByteOffset: place, as: UInt8.self))
                    case .uint16: unsafe UInt64(all.loadUnaligned(fromByteOffset: place, as: UInt16.self))
                    case .uint32: unsafe UInt64(all.loadUnaligned(fromByteOffset: place, as: UInt32.self))
                    case .uint64: unsafe all.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    case .int8: unsafe UInt64(exactly: all.loadUnaligned(fromByteOffset: place, as: Int8.self))
                    case .int16: unsafe UInt64(exactly: all.loadUnaligned(fromByteOffset: place, as: Int16.self))
                    case .int32: unsafe UInt64(exactly: all.loadUnaligned(fromByteOffset: place, as: Int32.self))
                    case .int64: unsafe UInt64(exactly: all.loadUnaligned(fromByteOffset: place, as: Int64.self))
                    default: nil
                    }
                guard let value else { return result = nil }
                result?.append(value)
            }
        }
    }

    /// IEEE binary16 to binary32 without branches: shift the fields into place, scale the exponent by 2¹¹², and lift infinities and NaN.
    /// (`Float16` does not exist on Intel Macs.)
    static func half(_ bits: UInt16) -> Float {
        let magnitude = UInt32(bits & 0x7FFF)
        let scaled = (Float(bitPattern: magnitude << 13) * Float(bitPattern: 0x7780_0000)).bitPattern
        let special: UInt32 = magnitude >= 0x7C00 ? 0x7F80_0000 : 0
        return Float(bitPattern: scaled | special | UInt32(bits & 0x8000) << 16)
    }
}

/// The bytes of floats and integers, for writers.
enum ElementBytes {
    static func of(_ values: [Float]) -> [UInt8] { unsafe values.withUnsafeBytes { unsafe [UInt8]($0) } }
    static func of(_ values: [Int32]) -> [UInt8] { unsafe values.withUnsafeBytes { unsafe [UInt8]($0) } }
    static func of(_ values: [UInt64]) -> [UInt8] { unsafe values.withUnsafeBytes { unsafe [UInt8]($0) } }

    /// Little-endian 32-bit integer at a byte.
    static func int32(_ bytes: [UInt8], at place: Int) -> Int32 {
        precondition(place >= 0 && place + 4 <= bytes.count, "byte \(place) of \(bytes.count)")
        return Int32(bitPattern: UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16 | UInt32(bytes[place + 3]) << 24)
    }
}
