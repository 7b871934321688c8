#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A figure of one ranked list, in 0...1, larger is better; a set of queries is judged by its mean.
///
///     RetrievalFigure.meanAveragePrecisionAtR.value(relevance: [true, false, true], relevant: 3)   // 5/9
///     try RetrievalFigure(parsing: "recall@10")
///
/// R is the number of rows of the query's class, itself not counted.
public enum RetrievalFigure: Hashable, Sendable {
    /// 1 when any of the first k is relevant.
    case recall(at: Int)
    /// The relevant among the first k, over k.
    case precision(at: Int)
    /// The relevant among the first R, over R.
    case rPrecision
    /// (1/R) Σ_{i≤R} P(i)·rel(i): Musgrave, Belongie, Lim, "A metric learning reality check", ECCV 2020.
    case meanAveragePrecisionAtR
    /// Σ_{i≤k} rel(i)/log₂(i+1) over its greatest value: Järvelin, Kekäläinen, ACM TOIS 20(4), 2002.
    case ndcg(at: Int)

    /// The share of pairs of a relevant and another row that are in the right order, over the whole list: the area under the query's own
    /// ROC curve; 1 when all are relevant.
    case tripletAccuracy

    /// How many first places the figure looks at, for a query with R relevant rows.
    func depth(relevant: Int) -> Int {
        switch self {
        case .recall(let k), .precision(let k), .ndcg(let k): k
        case .rPrecision, .meanAveragePrecisionAtR: relevant
        case .tripletAccuracy: .max
        }
    }

    /// The figure of one list.
    ///
    /// - Parameters:
    ///   - relevance: whether each place of the list is relevant, best first; places beyond its end are not.
    ///   - relevant: R, how many relevant rows there are to find.
    /// - Precondition: `relevant > 0`, and k > 0.
    /// - Complexity: O(k) or O(R).
    public func value(relevance: some Collection<Bool>, relevant: Int) -> Double {
        let depth = depth(relevant: relevant)
        precondition(relevant > 0 && depth > 0, "\(self) of \(relevant) relevant rows")
        let places = relevance.prefix(depth)
        switch self {
        case .recall: return places.contains(true) ? 1 : 0
        case .precision, .rPrecision: return Double(places.count { $0 }) / Double(depth)
        case .meanAveragePrecisionAtR: return Self.averagePrecision(places) / Double(relevant)
        case .tripletAccuracy: return Self.order(places)
        case .ndcg: return Self.gain(places) / Self.gain(repeatElement(true, count: min(depth, relevant)))
        }
    }

    private static func averagePrecision(_ places: some Sequence<Bool>) -> Double {
        var found = 0.0, sum = 0.0
        for (place, isRelevant) in places.enumerated() where isRelevant {
            found += 1
            sum += found / Double(place + 1)
        }
        return sum
    }

    private static func order(_ places: some Sequence<Bool>) -> Double {
        var found = 0, others = 0, ordered = 0
        for isRelevant in places {
            if isRelevant { found += 1 } else { (others, ordered) = (others + 1, ordered + found) }
        }
        return found * others == 0 ? 1 : Double(ordered) / Double(found * others)
    }

    private static func gain(_ places: some Sequence<Bool>) -> Double {
        places.enumerated().reduce(0) { $1.element ? $0 + 1 / log2(Double($1.offset + 2)) : $0 }
    }
}

extension RetrievalFigure: CustomStringConvertible {
    /// The figure of a name: `recall@10`, `precision@1`, `r-precision`, `map@r`, `ndcg@10`, `triplet-accuracy`.
    ///
    /// - Throws: `invalidParameter` for any other text, or k < 1.
    public init(parsing text: String) throws(LearningError) {
        switch text {
        case "r-precision": self = .rPrecision
        case "map@r": self = .meanAveragePrecisionAtR
        case "triplet-accuracy": self = .tripletAccuracy
        default:
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, let k = Int(parts[1]), k > 0, let figure = Self(name: parts[0], k) else {
                throw LearningError(
                    .invalidParameter, "\(text) is no figure: recall@K, precision@K, r-precision, map@r, ndcg@K and triplet-accuracy are")
            }
            self = figure
        }
    }

    private init?(name: Substring, _ k: Int) {
        switch name {
        case "recall": self = .recall(at: k)
        case "precision": self = .precision(at: k)
        case "ndcg": self = .ndcg(at: k)
        default: return nil
        }
    }

    public var description: String {
        switch self {
        case .recall(let k): "recall@\(k)"
        case .precision(let k): "precision@\(k)"
        case .rPrecision: "r-precision"
        case .meanAveragePrecisionAtR: "map@r"
        case .tripletAccuracy: "triplet-accuracy"
        case .ndcg(let k): "ndcg@\(k)"
        }
    }
}
