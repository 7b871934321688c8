/// A vector of a point in any of its forms.
public enum VectorValue: Sendable, Equatable {
    /// As many components as the collection says.
    case dense([Float])
    /// The components that are not zero.
    case sparse(SparseVector)
    /// Rows of one dimension, compared by the sum of the best matches (MaxSim).
    case multi([[Float]])
}

/// A vector of which only some components are not zero.
public struct SparseVector: Sendable, Equatable {
    /// The components' numbers, each once.
    public var indices: [UInt32]
    /// Their values, as many as indices.
    public var values: [Float]

    /// A vector of some components.
    public init(indices: [UInt32], values: [Float]) {
        self.indices = indices
        self.values = values
    }
}

/// What an upsert does with ids that are there, or not there yet.
public enum UpdateMode: Sendable, Equatable {
    /// New points are stored and old ones replaced.
    case upsert
    /// Old points stay as they are.
    case insertOnly
    /// New points are left out.
    case updateOnly
}
