import KindredMath
@testable import KindredNN
import Testing

/// Every operation against central differences.
@Suite struct OperationTests {
    typealias Unary = @Sendable (Variable<Double>) -> Variable<Double>

    static let unary: [(name: String, range: Range<Double>, f: Unary)] = [
        ("exp", -1..<1, { $0.exp() }), ("log", 0.2..<2, { $0.log() }), ("squareRoot", 0.2..<2, { $0.squareRoot() }),
        ("squared", -1..<1, { $0.squared() }), ("power", 0.2..<2, { $0.power(2.5) }), ("absolute", -1..<1, { $0.absolute() }),
        ("clamped", -1..<1, { $0.clamped(to: -0.5...0.4) }), ("sine", -3..<3, { $0.sine() }), ("cosine", -3..<3, { $0.cosine() }),
        ("arccosine", -0.9..<0.9, { $0.arccosine() }), ("relu", -1..<1, { $0.relu() }), ("leakyReLU", -1..<1, { $0.leakyReLU() }),
        ("elu", -1..<1, { $0.elu(alpha: 1.3) }), ("gelu", -3..<3, { $0.gelu() }), ("tanh", -2..<2, { $0.tanh() }),
        ("sigmoid", -4..<4, { $0.sigmoid() }), ("softplus", -4..<4, { $0.softplus() }), ("negation", -1..<1, { -$0 }),
        ("scalar sums", -1..<1, { 3 - ($0 + 2) * 0.5 }), ("reciprocal", 0.3..<2, { 2 / $0 }), ("division", -1..<1, { ($0 - 1) / 4 }),
        ("transposed", -1..<1, { $0.transposed() }), ("reshaped", -1..<1, { $0.reshaped([2, -1]) }), ("sum", -1..<1, { $0.sum() }),
        ("mean", -1..<1, { $0.mean() }), ("unitRows", -1..<1, { $0.unitRows() }), ("pairwiseDistances", -1..<1, { $0.pairwiseDistances() }),
        ("gatheringRows", -1..<1, { $0.gatheringRows([3, 0, 3, 1]) }), ("gathering", -1..<1, { $0.gathering([5, 2, 5, 11]) }),
        ("sliced", -1..<1, { $0.sliced(axis: 1, 1..<3) }),
    ]

    @Test(arguments: unary.indices) func ofOneOperand(_ place: Int) {
        let (_, range, f) = Self.unary[place]
        checkGradients([drawn([4, 3], in: range, seed: 5)]) { f($0[0]) }
    }

    static let axes: [(name: String, f: @Sendable (Variable<Double>, Int, Bool) -> Variable<Double>)] = [
        ("sum", { $0.sum(axis: $1, keepingDimensions: $2) }), ("mean", { $0.mean(axis: $1, keepingDimensions: $2) }),
        ("max", { $0.max(axis: $1, keepingDimensions: $2) }), ("min", { $0.min(axis: $1, keepingDimensions: $2) }),
        ("logSumExp", { $0.logSumExp(axis: $1, keepingDimensions: $2) }), ("softmax", { x, axis, _ in x.softmax(axis: axis) }),
        ("logSoftmax", { x, axis, _ in x.logSoftmax(axis: axis) }),
    ]

    @Test(arguments: axes.indices, [-1, 0, 1]) func alongAnAxis(_ place: Int, axis: Int) {
        for keeping in [false, true] {
            checkGradients([drawn([3, 4, 2], in: -2..<2, seed: 6)]) { Self.axes[place].f($0[0], axis, keeping) }
        }
    }

    typealias Binary = @Sendable (Variable<Double>, Variable<Double>) -> Variable<Double>
    static let binary: [Binary] = [{ $0 + $1 }, { $0 - $1 }, { $0 * $1 }, { $0 / $1 }, { $0.maximum($1) }, { $0.minimum($1) }]
    static let shapes: [([Int], [Int])] = [
        ([3, 4], [3, 4]), ([3, 4], [4]), ([3, 4], [3, 1]), ([3, 1], [1, 4]), ([3, 4], []), ([], [2, 3]), ([2, 3, 4], [3, 1]),
        ([2, 1, 4], [3, 1]), ([1], [3, 2]), ([5], [1]),
    ]

    @Test(arguments: binary.indices, shapes.indices) func ofTwoOperandsThatMeet(_ place: Int, shapes: Int) {
        let (left, right) = Self.shapes[shapes]
        checkGradients([drawn(left, in: -2..<2, seed: 3), drawn(right, in: 0.5..<2, seed: 4)]) { Self.binary[place]($0[0], $0[1]) }
    }

    @Test(arguments: [false, true], [false, true]) func matrixProducts(_ first: Bool, _ second: Bool) {
        let a = drawn(first ? [3, 2] : [2, 3], seed: 8), b = drawn(second ? [4, 3] : [3, 4], seed: 9)
        checkGradients([a, b]) { $0[0].matmul($0[1], transposingSelf: first, transposingOther: second) }
        let expected = (0..<2).flatMap { i in
            (0..<4).map { j in (0..<3).reduce(0.0) { $0 + (first ? a[$1, i] : a[i, $1]) * (second ? b[j, $1] : b[$1, j]) } }
        }
        let product = a.matmul(b, transposingSelf: first, transposingOther: second)
        for (value, expected) in zip(product.scalars, expected) { #expect(abs(value - expected) < 1e-14) }
    }

    @Test func affineMapsAreProductsAndSums() {
        let inputs = [drawn([5, 3], seed: 1), drawn([3, 4], seed: 2), drawn([4], seed: 3)]
        checkGradients(inputs) { $0[0].affine($0[1], $0[2]) }
        let variables = inputs.map { Variable($0) }
        let other = variables[0].matmul(variables[1]) + variables[2]
        #expect(variables[0].affine(variables[1], variables[2]).value == other.value)
    }

    @Test(arguments: [(300, 70, 130), (64, 257, 300), (200, 200, 65), (3, 0, 5), (0, 4, 2), (2, 3, 0)])
    func productsInParts(m: Int, k: Int, n: Int) {
        let a = drawn([m, k], seed: 1).converted(to: Float.self), b = drawn([k, n], seed: 2).converted(to: Float.self)
        let expected = drawn([m, k], seed: 1).matmul(drawn([k, n], seed: 2)).scalars
        for (first, second) in [(false, false), (true, false), (false, true), (true, true)] {
            let (left, right) = (first ? a.transposed() : a, second ? b.transposed() : b)
            let one = left.matmul(right, transposingSelf: first, transposingOther: second)
            #expect(one.shape == [m, n] && zip(one.scalars, expected).allSatisfy { abs(Double($0) - $1) < 1e-4 })
            for threads in [2, 3] {
                #expect(left.matmul(right, transposingSelf: first, transposingOther: second, threads: threads) == one)
            }
        }
    }

    @Test(arguments: [0, 1, -1]) func joins(axis: Int) {
        var shape = [2, 3, 2]
        shape[axis < 0 ? axis + 3 : axis] = 4
        checkGradients([drawn([2, 3, 2], seed: 1), drawn(shape, seed: 2)]) { $0[0].concatenated(with: $0[1], axis: axis) }
    }

    @Test func choices() {
        let mask = (0..<6).map { $0 % 3 == 0 }
        checkGradients([drawn([2, 3], seed: 1), drawn([2, 3], seed: 2)]) { $0[0].where(mask, else: $0[1]) }
    }

    @Test func dropoutScalesWhatItKeeps() {
        checkGradients([drawn([4, 5])]) { x in
            var random = SeededRandom(seed: 3)
            return x[0].dropout(0.4, &random)
        }
        var random = SeededRandom(seed: 1)
        let dropped = Variable(Tensor<Float>(repeating: 1, shape: [100_001])).dropout(0.25, &random).value.scalars
        #expect(Set(dropped) == [0, 1 / 0.75])
        #expect(abs(Double(dropped.count { $0 == 0 }) / 100_001 - 0.25) < 0.006)
    }

    @Test func whatIsUsedTwiceCollectsBoth() {
        checkGradients([drawn([3, 3])]) { x in
            let y = x[0].tanh()
            return (y * y + y.transposed().matmul(y) + x[0]).sum()
        }
    }
}
