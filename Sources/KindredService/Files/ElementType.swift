/// The number types that vector files hold. All are little-endian, and all become `Float`.
enum ElementType: String, Sendable, CaseIterable {
    case float16, bfloat16, float32, float64
    case uint8, uint16, uint32, uint64
    case int8, int16, int32, int64

    /// Size of one element, in bytes.
    var width: Int {
        switch self {
        case .uint8, .int8: 1
        case .float16, .bfloat16, .uint16, .int16: 2
        case .float32, .uint32, .int32: 4
        case .float64, .uint64, .int64: 8
        }
    }

    var isInteger: Bool {
        switch self {
        case .float16, .bfloat16, .float32, .float64: false
        default: true
        }
    }

    /// NumPy's name for the type, `nil` when Kindred does not read it. `|` and `=` are the byte orders that single bytes and this machine have.
    init?(numpy descriptor: String) {
        let names: [String: ElementType] = [
            "f2": .float16, "f4": .float32, "f8": .float64,
            "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64,
            "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
        ]
        guard let order = descriptor.first, let type = names[String(descriptor.dropFirst())] else { return nil }
        guard order == "<" || order == "=" || (type.width == 1 && (order == "|" || order == ">")) else { return nil }
        self = type
    }

    /// The safetensors format's name for the type, `nil` when Kindred does not read it.
    init?(safetensors name: String) {
        let names: [String: ElementType] = [
            "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64,
            "U8": .uint8, "U16": .uint16, "U32": .uint32, "U64": .uint64,
            "I8": .int8, "I16": .int16, "I32": .int32, "I64": .int64,
        ]
        guard let type = names[name] else { return nil }
        self = type
    }
}

/// Limits that keep a hostile header from allocating: far above what real files hold.
enum FileLimits {
    /// Values per row.
    static let dimension = 1 << 20
    /// Bytes of a `.npy` header.
    static let npyHeader = 1 << 20
    /// Bytes of a safetensors header; the format's own limit.
    static let safetensorsHeader = 100_000_000
    /// Bytes of one line of text.
    static let line = 256 << 20
}
