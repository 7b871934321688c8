import KindredLearning

/// Whether some vectors are neighbours of very many others: the skewness of N_k, how often each is among the k nearest of another.
///
/// Radovanović, Nanopoulos, Ivanović, "Hubs in Space", JMLR 11, 2010: near 0 when all are neighbours equally often, above about 1.4 when hubs rule.
public struct Hubness: Sendable, Hashable {
    /// The k of N_k.
    public static let k = 10

    /// E[(N_k − μ)³]/σ³.
    public let skewness: Double
    /// The largest N_k.
    public let most: Int
    /// The share of vectors that are nobody's neighbour, 0…1.
    public let antihubs: Double

    /// The hubness of lists of neighbours, of each vector its own; `count` is how many vectors there are.
    init(_ neighbors: some Sequence<some Sequence<UInt32>>, count: Int) {
        var times = [Int](repeating: 0, count: count)
        for list in neighbors { for slot in list { times[Int(slot)] += 1 } }
        skewness = HubList.skewness(of: times)
        most = times.max() ?? 0
        antihubs = Double(times.count { $0 == 0 }) / Double(max(1, count))
    }
}
