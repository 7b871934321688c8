import KindredMath
import Testing

@Suite struct KernelKeyTests {
    /// Smaller key, nearer: for every reduction and element, over values that a reduction can have.
    @Test(arguments: KernelReduction.allCases, KernelElement.allCases)
    func orderIsNearness(_ reduction: KernelReduction, _ element: KernelElement) {
        guard reduction.isDefined(for: element) else { return }
        let whole: [Float] = [0, 1, 2, 127, 128, 65_025, 1_048_576, 16_777_216]
        let broken: [Float] = [0, 0x1p-149, 1e-30, 0.25, 0.5, 1, 3.5, 1e30, .greatestFiniteMagnitude]
        var values = element.isFloat ? broken : whole
        if reduction == .jaccard { values = [0, 0.1, 0.5, 0.75, 1] }
        if reduction == .dot && (element.isFloat || element == .i8) { values += values.dropFirst().map { -$0 } }
        for value in values {
            let key = reduction.key(of: value, element: element)
            #expect(reduction.value(ofKey: key, element: element) == value)
            for other in values {
                let isNearer = reduction.isSimilarity ? value > other : value < other
                #expect((key < reduction.key(of: other, element: element)) == isNearer, "\(value) and \(other)")
            }
        }
    }

    @Test func zerosHaveOneKey() {
        #expect(KernelReduction.dot.key(of: -0.0, element: .f32) == KernelReduction.dot.key(of: 0, element: .f32))
    }

    /// The bounds to which the header says that integers are exact.
    @Test(arguments: Kernels.available)
    func largestIntegers(_ kernels: Kernels) {
        check(kernels, .squaredL2, .u8, a: 0, b: 255, dimension: 66_051, key: 66_051 * 65_025)
        check(kernels, .squaredL2, .i8, a: 0x80, b: 0x7F, dimension: 66_051, key: 66_051 * 65_025)
        check(kernels, .dot, .u8, a: 255, b: 255, dimension: 66_051, key: .max - 1 - 66_051 * 65_025)
        check(kernels, .dot, .i8, a: 0x80, b: 0x80, dimension: 131_071, key: 0x8000_0000 - 131_071 * 16_384)
        check(kernels, .squaredL2, .u7, a: 0, b: 127, dimension: 266_287, key: 266_287 * 16_129)
        check(kernels, .dot, .u7, a: 127, b: 127, dimension: 266_287, key: .max - 1 - 266_287 * 16_129)
    }

    private func check(
        _ kernels: Kernels, _ reduction: KernelReduction, _ element: KernelElement, a: UInt8, b: UInt8, dimension: Int, key: UInt32
    ) {
        let query = [UInt8](repeating: a, count: dimension), row = [UInt8](repeating: b, count: dimension)
        var result: UInt32 = 0
        kernels.gather(reduction, element)(
            query: query, rows: row, stride: dimension, ids: [0], count: 1, dimension: dimension, keys: &result, ahead: 0)
        #expect(result == key, "\(kernels.name) \(reduction) of \(element)")
    }
}
