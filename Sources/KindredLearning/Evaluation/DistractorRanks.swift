/// How often a picture finds another of the same identity among strangers: the identification protocol of MegaFace.
///
/// A gallery is one other picture of the probe's identity and N distractors, of identities that no probe has. Every ordered pair of pictures of
/// an identity is a trial, and a trial's rank is one more than the distractors that are as near as the mate or nearer: ties count against.
/// Kemelmacher-Shlizerman, Seitz, Miller, Brossard, "The MegaFace Benchmark: 1 Million Faces for Recognition at Scale", CVPR 2016. Theirs
/// draws each number of distractors anew; ours takes the first of one order, so that more of them can only make a rank worse.
public struct DistractorRanks: Sendable {
    /// The rates at a number of distractors.
    public struct Point: Sendable, Hashable {
        /// How many distractors.
        public var distractors: Int
        /// The share of trials whose rank is 1, and of those whose rank is 10 or better, 0…1.
        public var rank1, rank10: Double
    }

    /// Numbers of distractors: 10, 100, … below all of them, and all.
    public let sizes: [Int]
    /// Trials so far.
    public private(set) var trials = 0
    private var first: [Int]
    private var firstTen: [Int]

    /// No trials yet.
    ///
    /// - Throws: `tooFewRows` without a distractor.
    public init(distractors: Int) throws(LearningError) {
        guard distractors > 0 else { throw LearningError(.tooFewRows, "\(distractors) distractors: at least 1 is needed") }
        var sizes: [Int] = [], size = 10
        while size < distractors {
            sizes.append(size)
            size *= 10
        }
        self.sizes = sizes + [distractors]
        first = self.sizes.map { _ in 0 }
        firstTen = first
    }

    /// The same distractors without a trial.
    public var emptied: DistractorRanks {
        var ranks = self
        ranks.trials = 0
        ranks.first = sizes.map { _ in 0 }
        ranks.firstTen = ranks.first
        return ranks
    }

    /// Adds the trials of a probe.
    ///
    /// - Parameters:
    ///   - mates: how far each other picture of its identity lies, in any units: smaller is nearer.
    ///   - distractors: how far all distractors lie, in their order.
    /// - Precondition: as many distractors as were said.
    /// - Complexity: O(*N* log *m*) for *m* mates.
    public mutating func add(mates: [Float], distractors: [Float]) {
        precondition(distractors.count == sizes.last, "\(distractors.count) distractors, not \(sizes.last ?? 0)")
        guard !mates.isEmpty else { return }
        let sorted = mates.sorted()
        // nearer[i]: distractors that beat mate i and all behind it, and none before it.
        var nearer = [Int](repeating: 0, count: sorted.count + 1), place = 0
        for (point, size) in sizes.enumerated() {
            while place < size {
                nearer[Self.firstBeaten(sorted, by: distractors[place])] += 1
                place += 1
            }
            var before = 0
            for mate in sorted.indices {
                before += nearer[mate]
                if before == 0 { first[point] += 1 }
                if before < 10 { firstTen[point] += 1 }
            }
        }
        trials += sorted.count
    }

    /// The first mate that lies no nearer than a distractor; their number when all lie nearer.
    private static func firstBeaten(_ sorted: [Float], by distractor: Float) -> Int {
        var low = 0, high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] >= distractor { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Adds the trials of another count over the same distractors.
    ///
    /// - Precondition: as many distractors.
    public mutating func add(_ other: DistractorRanks) {
        precondition(other.sizes == sizes, "\(other.sizes) distractors, not \(sizes)")
        trials += other.trials
        for point in sizes.indices {
            first[point] += other.first[point]
            firstTen[point] += other.firstTen[point]
        }
    }

    /// The rates, from few distractors to all; 0 without trials.
    public var points: [Point] {
        sizes.indices.map { Point(distractors: sizes[$0], rank1: share(first[$0]), rank10: share(firstTen[$0])) }
    }

    private func share(_ count: Int) -> Double { trials == 0 ? 0 : Double(count) / Double(trials) }
}
