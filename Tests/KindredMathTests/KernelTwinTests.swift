import KindredMath
import Testing

/// Every table of this machine against its scalar twin: every length 0...300, every misalignment 0...63.
@Suite struct KernelTwinTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        var kernels: Kernels
        var element: KernelElement
        var testDescription: String { "\(kernels.name) \(element)" }
    }

    static let kinds = Kernels.available.flatMap { kernels in KernelElement.allCases.map { Kind(kernels: kernels, element: $0) } }
    static let scalar = Kernels.named("scalar")!
    static let lengthsAtEveryOffset = [1, 7, 15, 16, 17, 31, 33, 63, 65, 100, 129]

    @Test(arguments: kinds)
    func everyLength(_ kind: Kind) {
        var noise = KernelNoise(state: UInt64(kind.element.rawValue))
        for dimension in 0...300 {
            for _ in 0..<3 {
                check(kind, dimension, queryOffset: .random(in: 0..<64, using: &noise), rowOffset: .random(in: 0..<64, using: &noise), &noise)
            }
        }
    }

    @Test(arguments: kinds)
    func everyMisalignment(_ kind: Kind) {
        var noise = KernelNoise(state: 100 + UInt64(kind.element.rawValue))
        for dimension in Self.lengthsAtEveryOffset {
            for offset in 0..<64 {
                check(kind, dimension, queryOffset: (offset &* 29 + 5) % 64, rowOffset: offset, &noise)
            }
        }
    }

    @Test(arguments: kinds)
    func longVectors(_ kind: Kind) {
        var noise = KernelNoise(state: 200 + UInt64(kind.element.rawValue))
        for dimension in [768, 1_536, 4_097, 20_000] {
            check(kind, dimension, queryOffset: 3, rowOffset: 1, &noise)
        }
    }

    private func check(_ kind: Kind, _ dimension: Int, queryOffset: Int, rowOffset: Int, _ noise: inout KernelNoise) {
        let rows = KernelRows(
            kind.element, dimension: dimension, count: .random(in: 1...9, using: &noise), queryOffset: queryOffset,
            rowOffset: rowOffset, gap: .random(in: 0...9, using: &noise), using: &noise)
        for reduction in KernelReduction.allCases where reduction.isDefined(for: kind.element) {
            checkForms(kind.kernels, rows, reduction, &noise)
        }
        let context: Comment = "\(kind.testDescription) × \(dimension), rows at \(rowOffset)"
        for (norm, expected) in zip(rows.norms(kind.kernels), rows.norms(Self.scalar)) {
            #expect(agree(norm, expected, within: expected, exactly: !kind.element.isFloat), context)
        }
    }

    private func checkForms(_ kernels: Kernels, _ rows: KernelRows, _ reduction: KernelReduction, _ noise: inout KernelNoise) {
        let element = rows.element
        let ids = (0..<Int.random(in: 0...13, using: &noise)).map { _ in UInt32.random(in: 0..<UInt32(rows.count), using: &noise) }
        let values = rows.scan(kernels, reduction), keys = rows.gather(kernels, reduction, ids: ids, ahead: .random(in: 0...6, using: &noise))
        let context: Comment = "\(kernels.name) \(reduction) of \(rows.dimension) \(element), query \(rows.query), rows \(rows.rows)"

        for row in 0..<rows.count {
            let expected = rows.pair(Self.scalar, reduction, row: row)
            let isExact = !element.isFloat || reduction == .lInfinity
            #expect(agree(values[row], expected, within: magnitude(rows, reduction, expected), exactly: isExact), context)
            #expect(rows.pair(kernels, reduction, row: row) == values[row], context)
        }
        let isWhole = !element.isFloat && reduction != .jaccard
        let expected =
            isWhole
            ? rows.gather(Self.scalar, reduction, ids: ids, ahead: 0) : ids.map { reduction.key(of: values[Int($0)], element: element) }
        #expect(keys == expected, context)

        let nearest = keys.min() ?? 0
        for key in [0, nearest, nearest &+ 1, nearest &- 1, .max] {
            #expect(rows.anyCloser(kernels, reduction, ids: ids, key: key) == keys.contains { $0 < key }, context)
        }
    }

    /// What the rounding of a sum is relative to: of a dot product, whose terms cancel, the lengths' product.
    private func magnitude(_ rows: KernelRows, _ reduction: KernelReduction, _ value: Float) -> Float {
        reduction == .dot ? Float(rows.dimension) : value
    }

    private func agree(_ a: Float, _ b: Float, within magnitude: Float, exactly isExact: Bool) -> Bool {
        isExact ? a == b : abs(a - b) <= 1e-5 * magnitude
    }
}
