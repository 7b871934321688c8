public import Kindred

/// What to tune a collection for.
public struct TuneRequest: Sendable {
    /// The collection.
    public var collection: String
    /// Which of its vectors.
    public var vector = ""
    /// Recall@10 that searches are to reach on the mean, above 0, at most 1.
    public var recall: Double
    /// Bytes that searching the whole collection may keep in memory; nil for as many as it takes.
    public var memory: Int?
    /// Vectors that are tried at most, spread evenly over the collection.
    public var sample = 50_000
    /// Threads of the builds; searches use one.
    public var threads = 1

    /// A collection to be searched at a recall.
    public init(collection: String, recall: Double) {
        self.collection = collection
        self.recall = recall
    }

    func validate() throws {
        guard recall > 0, recall <= 1 else { throw StorageError(.invalidArgument, "recall \(recall) is outside 0…1") }
        if let memory, memory < 1 { throw StorageError(.invalidArgument, "a memory limit of \(memory) bytes leaves room for nothing") }
        guard sample >= Comparison.least else { throw StorageError(.invalidArgument, "a sample of \(sample) vectors says nothing about neighbours; at least \(Comparison.least) are needed") }
    }
}
