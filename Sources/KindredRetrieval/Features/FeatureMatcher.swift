internal import KindredIndex

// Lowe, IJCV 60(2), 2004, section 7.1: a match counts when its distance is less than a share of that to the next best.

/// Finds which keypoints of two images look alike.
///
/// ```swift
/// let matches = try FeatureMatcher().matches(a, b)
/// FeatureMatcher.score(matches, a, b)    // matches over the smaller number of keypoints
/// ```
public struct FeatureMatcher: Sendable, Hashable {
    /// How nearest descriptors are found.
    public enum Search: String, Sendable, Hashable, CaseIterable {
        /// Every descriptor is compared: exact.
        case flat
        /// A KD-tree, of which the nearest leaves are read.
        case kdtree
        /// Locality-sensitive hashing with several probes.
        case lsh
    }

    /// How nearest descriptors are found.
    public var search: Search
    /// r of d₁ < r·d₂, in 0...1: the smaller, the fewer and the better the matches; nil takes every nearest.
    public var ratio: Float?
    /// Whether both keypoints must be each other's nearest.
    public var isMutual: Bool

    /// A matcher; exact, by Lowe's ratio of 0.75 and mutual unless given.
    public init(search: Search = .flat, ratio: Float? = 0.75, isMutual: Bool = true) {
        self.search = search
        self.ratio = ratio
        self.isMutual = isMutual
    }

    /// Leaves of a KD-tree that are read: enough for nineteen of twenty nearest of SIFT's descriptors.
    private static let leaves = 48

    /// The matches, nearest descriptors first. None is an answer, not an error; with a ratio, an image of one keypoint has none.
    ///
    /// - Throws: `invalidParameter` for a ratio outside 0...1 and for features of different detectors.
    /// - Complexity: O(n·m·d) when exact.
    public func matches(_ first: ImageFeatures, _ second: ImageFeatures) throws(FeatureError) -> [FeatureMatch] {
        if let ratio { try FeatureError.require("ratio", ratio, in: 0...1) }
        guard first.detector == second.detector, first.dimension == second.dimension else {
            throw FeatureError(.invalidParameter, "features of \(first.detector) and of \(second.detector) cannot be compared")
        }
        guard first.count > 0, second.count > 0 else { return [] }
        do {
            return try kept(first, second)
        } catch {
            throw FeatureError(.invalidParameter, error.message)
        }
    }

    /// Matches over the smaller number of keypoints, 0...1; 0 when an image has none.
    public static func score(_ matches: [FeatureMatch], _ first: ImageFeatures, _ second: ImageFeatures) -> Double {
        let least = min(first.count, second.count)
        return least > 0 ? Double(matches.count) / Double(least) : 0
    }

    private func kept(_ first: ImageFeatures, _ second: ImageFeatures) throws(IndexError) -> [FeatureMatch] {
        let a = try VectorRows(copying: first.descriptors, dimension: first.dimension)
        let b = try VectorRows(copying: second.descriptors, dimension: second.dimension)
        let forward = try nearest(a, in: b, k: 2), back = isMutual ? try nearest(b, in: a, k: 1) : []
        let matches = forward.enumerated().compactMap { place, found -> FeatureMatch? in
            guard let best = found.first, passes(found) else { return nil }
            let other = Int(best.slot)
            if isMutual, back[other].first.map({ Int($0.slot) }) != place { return nil }
            return FeatureMatch(first: place, second: other, distance: max(0, best.value).squareRoot())
        }
        return matches.sorted { ($0.distance, $0.first) < ($1.distance, $1.first) }
    }

    /// Whether the nearest is near enough beside the next; values are squared distances.
    private func passes(_ found: [Neighbor]) -> Bool {
        guard let ratio else { return true }
        return found.count > 1 && found[0].value < ratio * ratio * found[1].value
    }

    private func nearest(_ queries: VectorRows, in rows: VectorRows, k: Int) throws(IndexError) -> [[Neighbor]] {
        switch search {
        case .flat:
            try FlatIndex(rows: rows, reduction: .squaredL2).search(queries, k: k)
        case .kdtree:
            try KDTree(rows: rows, reduction: .squaredL2).search(queries, k: k, effort: .ef(Self.leaves), admitting: nil)
        case .lsh:
            try LSH(rows: rows, reduction: .squaredL2, parameters: LSHParameters(probes: 8, recallSamples: 0))
                .search(queries, k: k, effort: .default, admitting: nil)
        }
    }
}
