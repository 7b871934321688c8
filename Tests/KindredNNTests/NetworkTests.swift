import Foundation
import KindredMath
@testable import KindredNN
import Testing

/// A folder that is gone when the body is.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-nn-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}

@Suite struct NetworkTests {
    static let plans: [NetworkPlan] = [
        .linear(7, 3), .mlp(9, hidden: [8, 5], 4), .convolutional(height: 10, width: 9, channels: 2, outputs: 5, width: 6, blocks: 3),
        .convolutional(height: 5, width: 4, outputs: 3, width: 8, blocks: 4),
    ]

    /// A network whose running statistics are those of some training.
    static func network(_ plan: NetworkPlan) -> Network<Float> {
        let network = Network<Float>(plan, seed: 3)
        for seed in 0..<3 {
            _ = network(Variable(drawn([20, plan.inputs], seed: UInt64(seed)).converted()), Pass(training: true))
        }
        for (place, parameter) in network.parameters.enumerated() where parameter.value.rank == 1 {
            parameter.value = drawn(parameter.value.shape, in: -1..<1.5, seed: UInt64(place)).converted()
        }
        return network
    }

    @Test(arguments: plans) func freezes(_ plan: NetworkPlan) {
        let network = Self.network(plan), x = drawn([150, plan.inputs], seed: 9).converted(to: Float.self)
        let expected = network(Variable(x), .evaluation).value
        #expect(expected.shape == [150, plan.outputs])
        let frozen = network.frozen()
        let one = frozen(x.scalars.span)
        let scale = expected.scalars.map(abs).max() ?? 0
        for (value, expected) in zip(one, expected.scalars) { #expect(abs(value - expected) <= 2e-5 * scale) }
        #expect(frozen(x.scalars.span, threads: 3) == one)
        #expect(frozen([Float]().span).isEmpty)
    }

    @Test(arguments: plans) func survivesAFile(_ plan: NetworkPlan) throws {
        try withTemporaryFolder { folder in
            let network = Self.network(plan), path = folder + "/model.safetensors"
            try network.write(to: path, metadata: ["loss": "triplet \"0.2\" é"])
            let restored = try Network<Float>(contentsOf: path)
            #expect(restored.plan == plan)
            #expect((restored.parameters + restored.statistics).map(\.value) == (network.parameters + network.statistics).map(\.value))
            #expect(try Checkpoint(contentsOf: path).metadata["loss"] == "triplet \"0.2\" é")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.safetensors"])
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            try restored.write(to: path, metadata: ["loss": "triplet \"0.2\" é"])
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
        }
    }

    @Test(arguments: plans) func theSameSeedTheSameNetwork(_ plan: NetworkPlan) {
        #expect(Network<Float>(plan, seed: 5).parameters.map(\.value) == Network<Float>(plan, seed: 5).parameters.map(\.value))
        #expect(Network<Float>(plan, seed: 5).parameters.map(\.value) != Network<Float>(plan, seed: 6).parameters.map(\.value))
    }

    @Test func gradients() {
        for plan in Self.plans { checkLayer(Network<Double>(plan, seed: 2), drawn([5, plan.inputs], seed: 4), tolerance: 2e-6) }
    }

    /// Two classes of points that no line parts; the same training twice, on any number of threads.
    @Test func learns() {
        func trained(threads: Int) -> (loss: Float, values: [Tensor<Float>]) {
            let network = Network<Float>(.mlp(2, hidden: [16], 2), seed: 1)
            var optimizer = RMSprop(network.parameters, learningRate: 0.01, decay: 0.9), random = SeededRandom(seed: 2)
            var loss: Float = 0
            for _ in 0..<300 {
                let points = (0..<64).map { _ in [random.uniform(in: -1..<1), random.uniform(in: -1..<1)] }
                let x = Variable(Tensor<Double>(rows: points).converted(to: Float.self))
                let logits = network(x, Pass(training: true, random: random, threads: threads)).logSoftmax()
                let cost = -logits.gathering(points.enumerated().map { 2 * $0 + ($1[0] * $1[1] > 0 ? 1 : 0) }).mean()
                optimizer.clearGradients()
                cost.backward()
                optimizer.step()
                loss = cost.value.scalar
            }
            return (loss, network.parameters.map(\.value))
        }
        let one = trained(threads: 1)
        #expect(one.loss < 0.15)
        #expect(trained(threads: 2).values == one.values)
    }
}

@Suite struct CheckpointTests {
    static let sample = Checkpoint(
        tensors: ["b": Tensor([1, -2.5, .pi], shape: [3]), "a/x": Tensor([], shape: [0, 4]), "s": Tensor(7)],
        doubles: ["d": Tensor([.pi, -0.1, .leastNonzeroMagnitude], shape: [1, 3])], metadata: ["k": "v"])

    func code(_ bytes: [UInt8]) -> CheckpointError.Code? {
        do {
            _ = try Checkpoint(bytes: bytes)
            return nil
        } catch { return error.code }
    }

    static func file(_ header: String, _ numbers: Int = 0) -> [UInt8] {
        let text = [UInt8](header.utf8)
        return (0..<8).map { UInt8(text.count >> (8 * $0) & 255) } + text + [UInt8](repeating: 0, count: numbers)
    }

    @Test func goesRound() throws {
        #expect(try Checkpoint(bytes: Self.sample.bytes()) == Self.sample)
        #expect(try Checkpoint(bytes: Checkpoint().bytes()) == Checkpoint())
    }

    @Test func everyTruncationIsNoticed() throws {
        let bytes = try Self.sample.bytes()
        for end in bytes.indices { #expect(code(Array(bytes[..<end])) != nil, "cut at \(end)") }
        #expect(code(Array(bytes.dropLast())) == .truncated)
        #expect(code(Array(bytes[..<20])) == .truncated)
    }

    @Test func foreignFiles() {
        #expect(code([]) == .wrongFormat)
        #expect(code([UInt8]("\u{93}NUMPY and so on".utf8)) == .wrongFormat)
        #expect(code([255, 255, 255, 255, 255, 255, 255, 127, 123, 125]) == .wrongFormat)
        #expect(code(Self.file("{nonsense")) == .malformed)
        #expect(code(Self.file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4)) == .malformed)
        #expect(code(Self.file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4)) == .malformed)
        #expect(code(Self.file(#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#)) == .malformed)
        #expect(code(Self.file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#)) == .malformed)
        #expect(code(Self.file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7)) == .truncated)
        #expect(code(Self.file(#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#, 4)) == .unsupported)
        #expect(code(Self.file(#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}"#, 8)) == .malformed)
        #expect(code(Self.file(#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, 7)) == .truncated)
        #expect(code(Self.file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12)) == .malformed)
        #expect(code(Self.file("{}")) == nil)
    }

    @Test func namesAndShapesMustFit() {
        let parameter = Parameter<Float>("b", Tensor(repeating: 0, shape: [3]))
        let other = Parameter<Float>("missing", Tensor(0))
        #expect(throws: CheckpointError.self) { try Self.sample.restore([parameter, other]) }
        #expect(parameter.value.scalars == [0, 0, 0])
        parameter.value = Tensor(repeating: 0, shape: [1, 3])
        #expect(throws: CheckpointError.self) { try Self.sample.restore([parameter]) }
        do { try Self.sample.restore([parameter]) } catch { #expect("\(error)" == "tensor 'b' has shape [3], not [1, 3]") }
    }

    @Test func filesThatAreNotThere() throws {
        #expect(throws: CheckpointError.self) { try Checkpoint(contentsOf: "/nowhere/model.safetensors") }
        #expect(throws: CheckpointError.self) { try Checkpoint().write(to: "/nowhere/model.safetensors") }
        do { _ = try Network<Float>(Checkpoint()) } catch { #expect(error.code == .wrongFormat) }
        var huge = Network<Float>(.linear(2, 2)).checkpoint()
        huge.metadata["kindred.network"] = #"{"form":{"mlp":{"inputs":16000000,"hidden":[16000000],"outputs":2}}}"#
        do { _ = try Network<Float>(huge) } catch { #expect(error.code == .mismatch) }
    }
}
