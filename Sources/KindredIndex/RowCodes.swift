internal import KindredMath

/// The codes that a graph is walked over instead of the rows.
enum RowCodes: Sendable {
    case sevenBit(SevenBitCodes)
    case fourBit(FourBitCodes)

    /// The codes that the parameters ask for; nil when they ask for none.
    ///
    /// - Throws: `unsupported` for anything but squared L2 of f32.
    init?(_ rows: VectorRows, _ reduction: KernelReduction, _ codes: HNSWParameters.Codes, threads: Int) throws(IndexError) {
        guard codes != .none else { return nil }
        guard reduction == .squaredL2 else {
            throw IndexError(.unsupported, "codes serve squared L2, not \(reduction)")
        }
        self = try codes == .fourBit ? .fourBit(FourBitCodes(rows, threads: threads)) : .sevenBit(SevenBitCodes(rows))
    }

    var kind: HNSWParameters.Codes {
        switch self {
        case .sevenBit: .sevenBit
        case .fourBit: .fourBit
        }
    }

    var rows: VectorRows {
        switch self {
        case .sevenBit(let codes): codes.rows
        case .fourBit(let codes): codes.rows
        }
    }

    /// Bytes that encoding a query needs room for, and the query itself.
    var queryBytes: Int {
        switch self {
        case .sevenBit(let codes): codes.rows.stride
        case .fourBit(let codes): max(codes.layout.queryBytes, codes.layout.components * 4)
        }
    }

    /// What a graph is walked over.
    func space() throws(IndexError) -> Space {
        switch self {
        case .sevenBit(let codes): Space(codes.rows, try RowKernels(.squaredL2, .u7), dimension: codes.rows.stride)
        case .fourBit(let codes): Space(codes.rows, RowKernels(codes.layout), dimension: codes.layout.lines)
        }
    }

    /// The squared distance that a key of the codes' space stands for.
    func value(_ key: UInt32) -> Float {
        switch self {
        case .sevenBit(let codes): Float(key) / (codes.inverseStep * codes.inverseStep)
        case .fourBit: Float(bitPattern: key)
        }
    }

    mutating func append(_ rows: VectorRows, threads: Int) throws(IndexError) {
        switch self {
        case .sevenBit(var codes):
            try codes.append(rows)
            self = .sevenBit(codes)
        case .fourBit(var codes):
            try codes.append(rows, threads: threads)
            self = .fourBit(codes)
        }
    }
}

extension HNSWParameters.Codes {
    /// The codes that `automatic` stands for, given what is to be indexed.
    ///
    /// Of few components 4 bits are too coarse a code (128 of them: 7 bits reach recall 0.99 sooner), and few rows need none of it.
    func resolved(_ rows: VectorRows, _ reduction: KernelReduction) -> HNSWParameters.Codes {
        guard self == .automatic else { return self }
        guard reduction == .squaredL2, rows.element == .f32 else { return .none }
        let isLong = (Self.fourBitDimension...PrincipalProjection.dimensionMax).contains(rows.dimension)
        return isLong && rows.count >= Self.fourBitRows ? .fourBit : .sevenBit
    }

    private static var fourBitDimension: Int { 192 }
    private static var fourBitRows: Int { 4096 }
}
