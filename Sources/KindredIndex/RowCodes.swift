public import KindredMath

/// The codes that a graph is walked over instead of the rows.
enum RowCodes: Sendable {
    case sevenBit(SevenBitCodes)
    case fourBit(FourBitCodes)
    case eightBit(EightBitCodes)

    /// The codes that the parameters ask for; nil when they ask for none.
    ///
    /// - Throws: `unsupported` for anything but squared L2 of f32, and for 8 bits anything but dot of f32.
    init?(_ rows: VectorRows, _ reduction: KernelReduction, _ codes: HNSWParameters.Codes, threads: Int) throws(IndexError) {
        guard codes != .none else { return nil }
        guard reduction == codes.reduction else {
            throw IndexError(.unsupported, "\(codes.name) codes serve \(codes.reduction), not \(reduction)")
        }
        switch codes {
        case .fourBit: self = try .fourBit(FourBitCodes(rows, threads: threads))
        case .eightBit: self = try .eightBit(EightBitCodes(rows))
        default: self = try .sevenBit(SevenBitCodes(rows))
        }
    }

    var kind: HNSWParameters.Codes {
        switch self {
        case .sevenBit: .sevenBit
        case .fourBit: .fourBit
        case .eightBit: .eightBit
        }
    }

    var rows: VectorRows {
        switch self {
        case .sevenBit(let codes): codes.rows
        case .fourBit(let codes): codes.rows
        case .eightBit(let codes): codes.rows
        }
    }

    /// Bytes that encoding a query needs room for, and the query itself.
    var queryBytes: Int {
        switch self {
        case .sevenBit(let codes): codes.rows.stride
        case .fourBit(let codes): max(codes.layout.queryBytes, codes.layout.components * 4)
        case .eightBit(let codes): codes.rows.stride
        }
    }

    /// What a graph is walked over.
    func space() throws(IndexError) -> Space {
        switch self {
        case .sevenBit(let codes): Space(codes.rows, try RowKernels(.squaredL2, .u7), dimension: codes.rows.stride)
        case .fourBit(let codes): Space(codes.rows, RowKernels(codes.layout), dimension: codes.layout.lines)
        case .eightBit(let codes): Space(codes.rows, try RowKernels(.dot, .i8), dimension: codes.rows.stride)
        }
    }

    /// What a unit of the values of the codes' space is worth, for a query.
    func unit(_ query: Span<Float>) -> Float {
        switch self {
        case .sevenBit(let codes): 1 / (codes.inverseStep * codes.inverseStep)
        case .fourBit: 1
        case .eightBit(let codes): codes.unit(query)
        }
    }

    /// Codes of other rows by the steps or components of these; nil for 8 bits, whose one step is taken from the rows at no cost.
    ///
    /// A graph that was built over codes is walked best over codes of the same kind: with components learnt anew its links fit less well
    /// (0.5 points of recall@10 of text embeddings).
    func encoding(_ rows: VectorRows, threads: Int) throws(IndexError) -> RowCodes? {
        switch self {
        case .sevenBit(var codes):
            codes.buffer = nil
            try codes.append(rows)
            return .sevenBit(codes)
        case .fourBit(var codes):
            codes.buffer = nil
            try codes.append(rows, threads: threads)
            return .fourBit(codes)
        case .eightBit: return nil
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
        case .eightBit(var codes):
            try codes.append(rows)
            self = .eightBit(codes)
        }
    }
}

extension HNSWParameters.Codes {
    /// What the codes stand in for; nothing else has them.
    public var reduction: KernelReduction { self == .eightBit ? .dot : .squaredL2 }

    /// The codes that `automatic` stands for, given what is to be indexed.
    ///
    /// Of few components 4 bits are too coarse a code (128 of them: 7 bits reach recall 0.99 sooner), and few rows need none of it.
    /// Products have codes of 8 bits.
    func resolved(_ rows: VectorRows, _ reduction: KernelReduction) -> HNSWParameters.Codes {
        guard self == .automatic else { return self }
        guard rows.element == .f32, reduction == .squaredL2 || reduction == .dot else { return .none }
        if reduction == .dot { return .eightBit }
        let isLong = (Self.fourBitDimension...PrincipalProjection.dimensionMax).contains(rows.dimension)
        return isLong && rows.count >= Self.fourBitRows ? .fourBit : .sevenBit
    }

    private static var fourBitDimension: Int { 192 }
    private static var fourBitRows: Int { 4096 }
}
