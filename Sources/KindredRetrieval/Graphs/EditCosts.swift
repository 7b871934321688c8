/// What the edits of a graph cost.
public struct EditCosts: Sendable, Hashable {
    /// Giving a node another label.
    public var nodeSubstitution: Double
    /// Taking a node away, besides its edges.
    public var nodeDeletion: Double
    /// Adding a node.
    public var nodeInsertion: Double
    /// Giving an edge another label.
    public var edgeSubstitution: Double
    /// Taking an edge away.
    public var edgeDeletion: Double
    /// Adding an edge.
    public var edgeInsertion: Double

    /// Costs; each edit costs 1 unless told otherwise. A node or edge whose label stays costs nothing.
    public init(
        nodeSubstitution: Double = 1, nodeDeletion: Double = 1, nodeInsertion: Double = 1,
        edgeSubstitution: Double = 1, edgeDeletion: Double = 1, edgeInsertion: Double = 1
    ) {
        self.nodeSubstitution = nodeSubstitution
        self.nodeDeletion = nodeDeletion
        self.nodeInsertion = nodeInsertion
        self.edgeSubstitution = edgeSubstitution
        self.edgeDeletion = edgeDeletion
        self.edgeInsertion = edgeInsertion
    }

    /// - Throws: `GraphError.invalidParameter` for a cost that is negative, not finite, or above a billion.
    public func validate() throws(GraphError) {
        for (name, cost) in zip(Self.names, values) where !(0...1e9).contains(cost) {
            throw GraphError(.invalidParameter, "the cost of \(name) is \(cost); 0...1e9 is allowed")
        }
    }

    /// The costs of the way back: insertions for deletions.
    var reversed: EditCosts {
        EditCosts(
            nodeSubstitution: nodeSubstitution, nodeDeletion: nodeInsertion, nodeInsertion: nodeDeletion,
            edgeSubstitution: edgeSubstitution, edgeDeletion: edgeInsertion, edgeInsertion: edgeDeletion)
    }

    /// Whether it never pays to take something away and add it again instead of giving it another label.
    var prefersSubstitution: Bool { nodeSubstitution <= nodeDeletion + nodeInsertion && edgeSubstitution <= edgeDeletion + edgeInsertion }

    /// Whether all costs are whole numbers, so that distances are as well.
    var areWhole: Bool { values.allSatisfy { $0 == $0.rounded() } }

    private var values: [Double] { [nodeSubstitution, nodeDeletion, nodeInsertion, edgeSubstitution, edgeDeletion, edgeInsertion] }
    private static let names = ["node substitution", "node deletion", "node insertion", "edge substitution", "edge deletion", "edge insertion"]
}
