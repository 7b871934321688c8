@testable import KindredLearning
import KindredNN
import Testing

/// Values and gradients of pytorch-metric-learning 2.9.0 and of torch formulas, in Float64, on the golden batch.
@Suite struct GoldenLossTests {
    struct Golden: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let loss: @Sendable () -> any EmbeddingLoss<Double>
        let value: Double
        var third: [Double]?
        var sumOfMagnitudes: Double?
        var iteration = 1
    }

    private static let angle = 28.6 * Double.pi / 180

    private static func margin(_ name: String, _ margin: AngularMargin, _ scale: Double, _ value: Double, _ third: [Double], _ sum: Double? = nil) -> Golden {
        Golden(testDescription: name, loss: { MarginSoftmaxLoss(LossTrial.head, margin: margin, scale: scale) }, value: value, third: third, sumOfMagnitudes: sum)
    }

    private static func multiple(_ name: String, _ m: Int, unit: Bool, _ lambda: Double?, _ value: Double, _ third: [Double], _ sum: Double? = nil) -> Golden {
        let annealing = lambda.map { Annealing(base: 0, least: $0) }
        return Golden(
            testDescription: name, loss: { MultipleAngleLoss(LossTrial.head, multiple: m, hasUnitColumns: unit, annealing: annealing) }, value: value, third: third,
            sumOfMagnitudes: sum)
    }

    static let classification: [Golden] = [
        Golden(testDescription: "softmax", loss: { SoftmaxLoss(LossTrial.head) }, value: 0.9066208517176336),
        margin("normalised softmax 0.05", .none, 20, 4.865180269652, [2.515847809, -3.053571269, -2.160601331], 15.335009189),
        margin("normalised softmax 0.5", .none, 2, 0.915369529542, [0.170175454, -0.221411937, -0.101553731], 2.011618002),
        margin("cosface 64", .cosine(0.35), 64, 25.986890833452, [8.059126466, -9.781638883, -6.921152448], 76.290705019),
        margin("cosface 8", .cosine(0.35), 8, 3.360046361365, [1.002913112, -1.218322751, -0.858140750], 10.420061227),
        margin("cosface as combined", .combined(1, 0, 0.35), 8, 3.360046361365, [1.002913112, -1.218322751, -0.858140750], 10.420061227),
        margin("arcface 64", .angle(angle), 64, 28.116402329739, [8.588535999, -10.487754815, -7.185147550], 79.237646834),
        margin("arcface 8", .angle(angle), 8, 3.626304163822, [1.071576509, -1.309598236, -0.893299583], 11.377187738),
        margin("arcface as combined", .combined(1, angle, 0), 8, 3.626304163822, [1.071576509, -1.309598236, -0.893299583], 11.377187738),
        margin("airface 64", .linear(0.45), 64, 19.608366633496, [6.576473790, -7.802738520, -6.185916493]),
        margin("airface 8", .linear(0.45), 8, 2.603643984251, [0.809909904, -0.964601054, -0.750791406]),
        multiple("l-softmax 4", 4, unit: false, nil, 2.492440511518, [0.821800228, -0.397772139, -0.146392381], 5.178994322),
        multiple("l-softmax 2", 2, unit: false, nil, 1.400042195013, [0.341400110, -0.155097630, -0.051375772], 2.639912748),
        multiple("sphereface", 4, unit: true, nil, 2.538341776237, [0.707008904, -0.333479414, -0.119571191], 4.984966670),
        multiple("sphereface λ 5", 4, unit: true, 5, 1.165051007117, [0.183768124, -0.147953447, -0.046088937]),
        Golden(
            testDescription: "sphereface at iteration 100", loss: { MultipleAngleLoss(LossTrial.head, hasUnitColumns: true) }, value: 0.951392385749,
            third: [0.103182857, -0.114030082, -0.033461238], iteration: 100),
    ]

    private static func golden(_ name: String, _ loss: @autoclosure @escaping @Sendable () -> any EmbeddingLoss<Double>, _ value: Double, _ third: [Double]? = nil, _ sum: Double? = nil) -> Golden {
        Golden(testDescription: name, loss: loss, value: value, third: third, sumOfMagnitudes: sum)
    }

    static let comparison: [Golden] = [
        golden("contrastive", ContrastiveLoss(), 1.337629179984, [0.266239017, -0.302070955, -0.291862711], 3.093938141),
        golden("contrastive mean", ContrastiveLoss(reducer: .mean), 1.198119919671, [0.214824518, -0.240313428, -0.245770046], 2.642817934),
        golden("contrastive squared", SquaredContrastiveLoss(), 0.160558580401, [0.007963825, -0.083803768, -0.072758087]),
        golden("triplet 0.05", TripletLoss(), 0.612116334866, [0.257658263, -0.294121598, -0.277097388], 2.514882296),
        golden("triplet 0.2", TripletLoss(margin: 0.2), 0.588328545340, [0.273333990, -0.303532259, -0.319406181], 2.705346792),
        golden("triplet mean", TripletLoss(margin: 0.2, reducer: .mean), 0.367705340838),
        golden("triplet swap", TripletLoss(margin: 0.2, swapsAnchor: true), 0.758420314921),
        golden("triplet smooth", TripletLoss(isSmooth: true), 0.768906916034),
        golden("triplet raw", TripletLoss(margin: 0.5, distance: .euclidean), 0.765437341300, [0.101299721, -0.362246544, -0.308469781], 2.971406624),
        golden("nt-xent 0.07", InfoNCELoss(), 6.321473947614, [1.684056490, -2.019943683, -1.518423157], 29.213729187),
        golden("nt-xent 0.5", InfoNCELoss(temperature: 0.5), 1.901630160719, [0.261209246, -0.299119416, -0.278083360], 3.578276123),
        golden("supcon", SupConLoss(), 4.634658131913, [1.227762606, -1.462593887, -1.137150065], 20.485415935),
        golden("hard-contrastive 0 0", HardContrastiveLoss(hardness: 0, positivePrior: 0), 1.901630160719, [0.261209246, -0.299119416, -0.278083360], 3.578276123),
        golden("hard-contrastive 0 .1", HardContrastiveLoss(hardness: 0), 1.901280554971),
        golden("hard-contrastive 1 .1", HardContrastiveLoss(), 2.136294176820),
        golden("hard-contrastive .5 .1", HardContrastiveLoss(hardness: 0.5), 2.045625189562),
        golden("hard-contrastive 2 0", HardContrastiveLoss(hardness: 2, positivePrior: 0), 2.207944259473),
    ]

    @Test(arguments: classification + comparison)
    func valuesAndGradients(golden: Golden) throws {
        let trial = try LossTrial(golden.loss(), iteration: golden.iteration)
        #expect(abs(trial.value - golden.value) < 1e-11 * max(1, golden.value), "\(trial.value)")
        if let third = golden.third {
            for (derivative, expected) in zip(trial.third, third) { #expect(abs(derivative - expected) < 1e-9, "\(trial.third)") }
        }
        if let sum = golden.sumOfMagnitudes { #expect(abs(trial.sumOfMagnitudes - sum) < 2e-9 * max(1, sum), "\(trial.sumOfMagnitudes)") }
    }

    @Test(arguments: classification + comparison)
    func derivativesAreWhatDifferencesSay(golden: Golden) throws {
        #expect(try LossTrial.worstDerivative(of: golden.loss()) < 1e-6)
    }

    @Test func centers() throws {
        let center = CenterLoss(LossTrial.head, weight: 1, isSum: true, startsAtZero: true)
        center.centers.value = Tensor(rows: [[0.5, 0.5, 0], [0, 1, 0], [0.2, -0.2, 0.8]])
        let plain = try LossTrial(SoftmaxLoss(LossTrial.head)).value
        #expect(abs(try LossTrial(center).value - plain - 2.855) < 1e-12)
        var joint = center
        joint.weight = 0.003
        #expect(abs(try LossTrial(joint).value - 0.9151858517176337) < 1e-12)
        joint.isSum = false
        #expect(abs(try LossTrial(joint).value - 0.9080483517176337) < 1e-12)
        #expect(try LossTrial.worstDerivative(of: joint) < 1e-6)
        center.finishStep(Tensor(rows: BatchG.embeddings), LossBatch(labels: BatchG.labels))
        let after = [0.6333333333, 0.45, -0.0333333333, 0.1833333333, 0.9166666667, 0.15, 0.2833333333, -0.1833333333, 0.45]
        for (value, expected) in zip(center.centers.value.scalars, after) { #expect(abs(value - expected) < 1e-9) }
    }

    @Test func centersBeginWhereTheirClassIsFirstSeen() throws {
        let center = CenterLoss(LossTrial.head)
        _ = center.terms(Variable(Tensor(rows: [[1, 2, 3], [5, 6, 7]])), LossBatch(labels: [2, 2]))
        #expect(center.centers.value.scalars == [0, 0, 0, 0, 0, 0, 1, 2, 3])
        center.finishStep(Tensor(rows: [[1, 2, 3]]), LossBatch(labels: [2]))
        #expect(Array(center.centers.value.scalars.prefix(6)) == [0, 0, 0, 0, 0, 0])
    }

    @Test(arguments: [(0.3, 0.3623577544766736), (0.9, -1.1032415836658531), (Double.pi / 2, -3.0), (2.0, -4.145500033808614), (3.0, -6.843853958732492)])
    func angleTakenFourTimes(angle: Double, expected: Double) {
        let psi = MultipleAngleLoss<Double>.psi(Variable(Tensor([Double.cosine(angle)], shape: [1])), 4)
        #expect(abs(psi.value.scalars[0] - expected) < 1e-12)
    }

    /// ψ falls from 1 to 1 − 2m, without a step.
    @Test(arguments: 1...6) func anglesTakenManyTimesFall(multiple: Int) {
        let angles = (0...3000).map { Double($0) / 3000 * .pi }
        let values = MultipleAngleLoss<Double>.psi(Variable(Tensor(angles.map(Double.cosine), shape: [3001])), multiple).value.scalars
        #expect(abs(values[0] - 1) < 1e-12 && abs(values[3000] - Double(1 - 2 * multiple)) < 1e-12)
        for (a, b) in zip(values, values.dropFirst()) as Zip2Sequence<[Double], ArraySlice<Double>> { #expect(b <= a + 1e-12 && a - b < 0.01 * Double(multiple)) }
    }

    @Test(arguments: [(1, 892.857142857), (10, 454.545454545), (100, 76.923076923), (1000, 8.264462810), (1659, 5.0)])
    func annealing(iteration: Int, expected: Double) {
        #expect(abs(Annealing().weight(at: iteration) - expected) < 1e-8)
    }
}
