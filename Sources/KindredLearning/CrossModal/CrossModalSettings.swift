/// How two encoders are taught one space.
public struct CrossModalSettings: Sendable, Hashable {
    /// Components of the shared space; nil for 32, or as many as the narrower modality has when that is fewer.
    public var dimension: Int?
    /// Units of each hidden layer; none makes both encoders linear.
    public var hidden = [256]
    /// Passes over the pairs.
    public var epochs = 60
    /// Pairs of a batch, each of which is compared with all others. At least 2.
    public var batch = 256
    /// The learning rate at its height.
    public var learningRate = 0.001
    /// Decoupled weight decay.
    public var weightDecay = 0.01
    /// The share of hidden units dropped out.
    public var dropout = 0.2
    /// The deviation of noise added to the rows in training, in units of the rows' own.
    public var noise = 0.1
    /// T at first. 0.01...10.
    public var temperature = 0.07
    /// Whether T is learned.
    public var learnsTemperature = true
    /// The share of pairs that are held out, to judge by.
    public var heldOut = 0.2
    /// What CCA adds to each variance, as a share of the mean one.
    public var regularization = 0.01
    /// Seed of everything that is drawn.
    public var seed: UInt64 = 0
    /// Threads of the large products; nothing depends on it but the time.
    public var threads = 1

    /// The usual values.
    public init() {}

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(LearningError) {
        try Self.require("dimension", Double(dimension ?? 1), in: 1...65536)
        for units in hidden { try Self.require("hidden", Double(units), in: 1...65536) }
        try Self.require("epochs", Double(epochs), in: 1...1_000_000)
        try Self.require("batch", Double(batch), in: 2...65536)
        try Self.require("learningRate", learningRate, in: 1e-9...10)
        try Self.require("weightDecay", weightDecay, in: 0...100)
        try Self.require("dropout", dropout, in: 0...0.95)
        try Self.require("noise", noise, in: 0...10)
        try Self.require("temperature", temperature, in: 0.01...10)
        try Self.require("heldOut", heldOut, in: 0.01...0.9)
        try Self.require("regularization", regularization, in: 0...1000)
    }

    private static func require(_ name: String, _ value: Double, in range: ClosedRange<Double>) throws(LearningError) {
        guard !range.contains(value) else { return }
        throw LearningError(.invalidParameter, "\(name) is \(value): \(range.lowerBound)...\(range.upperBound) is allowed")
    }
}
