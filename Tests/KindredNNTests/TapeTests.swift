import KindredMath
@testable import KindredNN
import Testing

@Suite struct TapeTests {
    @Test func leavesAccumulate() {
        let x = Variable<Float>(Tensor([1, 2, 3], shape: [3]), requiresGradient: true)
        (x * x).sum().backward()
        #expect(x.gradient == Tensor([2, 4, 6], shape: [3]))
        x.sum().backward()
        #expect(x.gradient == Tensor([3, 5, 7], shape: [3]))
        x.clearGradient()
        #expect(x.gradient == nil)
    }

    @Test func parametersCollectFromEveryUse() {
        let weight = Parameter<Float>("w", Tensor([1, 2], shape: [2]))
        (weight.variable() * weight.variable()).sum().backward()
        #expect(weight.gradient == Tensor([2, 4], shape: [2]))
        weight.clearGradient()
        #expect(weight.gradient == nil)
    }

    @Test func derivativesStopAtTheDetached() {
        let x = Variable<Double>(Tensor(3), requiresGradient: true)
        let y = x * x
        (y.detached() * x).backward()
        #expect(x.gradient?.scalar == 9)
        #expect(!(y.detached() * 2).requiresGradient)
    }

    @Test func aLongChainNeedsNoDeepStack() {
        let x = Variable<Double>(Tensor(1), requiresGradient: true)
        var y = x
        for _ in 0..<200_000 { y = y + 1 }
        y.backward()
        #expect(x.gradient?.scalar == 1)
        var dropped = x
        for _ in 0..<200_000 { dropped = dropped + 1 }
        #expect(dropped.value.scalar == 200_001)
    }

    @Test func anOperationOfOnesOwn() {
        checkGradients([drawn([3])]) { x in
            let value = x[0].value
            return Variable(Tensor(value.scalars.map { $0 * $0 * $0 }, shape: [3]), of: x) { gradient in
                [Tensor(zip(gradient.scalars, value.scalars).map { 3 * $0 * $1 * $1 }, shape: [3])]
            }
        }
    }
}

/// What an operation promises at its edges.
@Suite struct OperationEdgeTests {
    static func gradient(_ x: [Double], shape: [Int]? = nil, _ f: (Variable<Double>) -> Variable<Double>) -> [Double] {
        let x = Variable(Tensor(x, shape: shape ?? [x.count]), requiresGradient: true)
        f(x).sum().backward()
        return x.gradient?.scalars ?? []
    }

    @Test func derivativesAtKinks() {
        #expect(Self.gradient([0]) { $0.squareRoot() } == [0])
        #expect(Self.gradient([0]) { $0.relu() } == [0])
        #expect(Self.gradient([0]) { $0.absolute() } == [0])
        #expect(Self.gradient([-1, 1, 2]) { $0.clamped(to: -1...1) } == [1, 1, 0])
        #expect(Self.gradient([2]) { $0.maximum(Variable(Tensor([2.0], shape: [1]))) } == [0.5])
        #expect(Self.gradient([1, 3, 3]) { $0.max(axis: 0) } == [0, 1, 0])
        #expect(Self.gradient([0, -2]) { $0.power(0) } == [0, 0])
        #expect(Self.gradient([1, 2]) { $0.arccosine() }.allSatisfy { $0.isFinite && $0 < -2000 })
        #expect(Variable(Tensor([1.5, -1.5], shape: [2])).arccosine().value.scalars == [0, .pi])
    }

    @Test func zeroRowsStayAndGetNoGradient() {
        let x = [0.0, -2, 0, 0]
        #expect(Variable(Tensor(x, shape: [2, 2])).unitRows().value.scalars == [0, -1, 0, 0])
        #expect(Self.gradient(x, shape: [2, 2]) { $0.unitRows() }.suffix(2) == [0, 0])
    }

    @Test func distancesOfEqualAndNearRows() {
        let x = Tensor<Float>([10_000, 1, 10_000, 1, 10_000, 1.01], shape: [3, 2])
        let distances = Variable(x).pairwiseDistances().value
        #expect(distances[0, 1] == 0 && distances[0, 0] == 0)
        #expect(abs(distances[0, 2] - 0.01) < 1e-6 && distances[2, 0] == distances[0, 2])
        #expect(Self.gradient([1, 1, 1, 1], shape: [2, 2]) { $0.pairwiseDistances() } == [0, 0, 0, 0])
    }

    @Test func noOverflow() {
        let x = Variable(Tensor<Float>([1000, -1000, 0], shape: [1, 3]))
        #expect(x.softmax().value.scalars == [1, 0, 0])
        #expect(x.logSoftmax().value.scalars == [0, -2000, -1000])
        #expect(x.logSumExp(axis: 1).value.scalars == [1000])
        #expect(x.sigmoid().value.scalars == [1, 0, 0.5])
        #expect(x.softplus().value.scalars[0] == 1000 && x.softplus().value.scalars[1] == 0)
        let nothing = Variable(Tensor<Float>([-.infinity, -.infinity], shape: [1, 2]))
        #expect(nothing.logSumExp(axis: 1).value.scalars == [-.infinity])
    }

    @Test func shapes() {
        let t = Tensor<Float>([1, 2, 3, 4, 5, 6], shape: [2, 3])
        #expect(t[1, 0] == 4 && t.rank == 2 && t.count == 6)
        #expect(t.transposed() == Tensor([1, 4, 2, 5, 3, 6], shape: [3, 2]))
        #expect(t.reshaped([3, -1]).shape == [3, 2])
        #expect(Tensor<Float>(7).shape == [] && Tensor<Float>(7).scalar == 7)
        #expect(Variable(t).sum(axis: 0).value == Tensor([5, 7, 9], shape: [3]))
        #expect(Variable(t).mean(axis: 1, keepingDimensions: true).value == Tensor([2, 5], shape: [2, 1]))
        #expect(Variable(t).max(axis: -1).value == Tensor([3, 6], shape: [2]))
        let big = Tensor<Float>((0..<7000).map(Float.init), shape: [70, 100])
        #expect(big.transposed().transposed() == big && big.transposed()[99, 69] == 6999)
    }
}
