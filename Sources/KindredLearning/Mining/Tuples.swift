/// An anchor, a row of its class and a row of another class, by their places in a batch.
public struct Triplet: Hashable, Sendable {
    /// The row both are compared with.
    public var anchor: Int
    /// A row of the anchor's class.
    public var positive: Int
    /// A row of another class.
    public var negative: Int
    /// How much the triplet counts.
    public var weight: Double

    /// A triplet.
    public init(_ anchor: Int, _ positive: Int, _ negative: Int, weight: Double = 1) {
        self.anchor = anchor
        self.positive = positive
        self.negative = negative
        self.weight = weight
    }
}

/// Two rows of a batch, by their places.
public struct RowPair: Hashable, Sendable {
    /// The row whose view is taken.
    public var anchor: Int
    /// The row it is compared with.
    public var other: Int
    /// How much the pair counts.
    public var weight: Double

    /// A pair.
    public init(_ anchor: Int, _ other: Int, weight: Double = 1) {
        self.anchor = anchor
        self.other = other
        self.weight = weight
    }
}

/// What of a batch is to be compared: a list of triplets, or of pairs; each loss takes the form that it wants.
public enum Tuples: Hashable, Sendable {
    /// Triplets.
    case triplets([Triplet])
    /// Pairs of one class, and pairs of different classes.
    case pairs(positive: [RowPair], negative: [RowPair])

    /// Every ordered pair of a labelled batch.
    ///
    /// - Complexity: O(*B*²).
    public static func allPairs(_ labels: [Int]) -> Tuples {
        var positive: [RowPair] = [], negative: [RowPair] = []
        for a in labels.indices {
            for b in labels.indices where b != a {
                if labels[a] == labels[b] { positive.append(RowPair(a, b)) } else { negative.append(RowPair(a, b)) }
            }
        }
        return .pairs(positive: positive, negative: negative)
    }

    /// Every triplet of a labelled batch.
    ///
    /// - Complexity: O(*B*³) for few classes.
    public static func allTriplets(_ labels: [Int]) -> Tuples {
        allPairs(labels).asTriplets
    }

    /// Whether there is nothing to compare.
    public var isEmpty: Bool {
        switch self {
        case .triplets(let triplets): triplets.isEmpty
        case .pairs(let positive, let negative): positive.isEmpty && negative.isEmpty
        }
    }

    /// As triplets: of pairs, every positive of an anchor with every negative of the same anchor, counting as much as both together.
    public var asTriplets: Tuples {
        guard case .pairs(let positive, let negative) = self else { return self }
        let negatives = Dictionary(grouping: negative, by: \.anchor)
        return .triplets(
            positive.flatMap { pair in
                (negatives[pair.anchor] ?? []).map { Triplet(pair.anchor, pair.other, $0.other, weight: pair.weight * $0.weight) }
            })
    }

    /// As pairs: of triplets, the anchor with each of the other two, every pair once.
    public var asPairs: Tuples {
        guard case .triplets(let triplets) = self else { return self }
        return .pairs(
            positive: Self.unique(triplets.map { RowPair($0.anchor, $0.positive) }),
            negative: Self.unique(triplets.map { RowPair($0.anchor, $0.negative, weight: $0.weight) }))
    }

    private static func unique(_ pairs: [RowPair]) -> [RowPair] {
        var seen: Set<RowPair> = []
        return pairs.filter { seen.insert($0).inserted }
    }
}
