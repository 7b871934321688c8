/// How a search goes about a filter.
public enum SearchPlan: Sendable, Hashable {
    /// Compare every admitted row: its code where there are codes and then the best with the rows, else the row itself.
    case exact
    /// Walk the graph as if nothing were filtered, then drop what is not admitted.
    case plain
    /// Walk the graph over admitted nodes, across nodes that are not.
    case filtered

    /// At this admitted share and above a walk is plain: tombstones cost nothing.
    static let plainShare = 0.9
    /// From this share on a plain walk, as much wider as fewer are admitted, is tried first: unless the filter follows the vectors it
    /// finds enough, in a quarter of the time of a filtered one.
    static let tryPlainShare = 0.2
    /// Rows compared per place of the beam by a walk: measured 8 to 20 on the sets of the benchmarks.
    static let comparisonsPerPlace = 12
    /// Rows compared before the beam fills: the descent and the approach.
    static let comparisonsAtStart = 300
    /// Inserting into a beam of `ef` moves some ef / 2 entries, twice ef times: ef² / 80 comparisons' worth of time.
    static let insertionDivisor = 80
    /// What a filtered walk costs more per comparison than a gather of known slots: it reads the links of nodes that it
    /// does not compare. Measured on 116,000 rows of 384: a walk with a beam of 64 takes as long as 4,400 comparisons of rows
    /// (1,536 bytes).
    static let filteredCost = 4
    /// A filtered walk needs a wider beam for the same recall; where the caller named no width, it gets this many times
    /// the usual one (whole clusters, a tenth admitted: 0.95 at 55, 0.98 at 110, where the plain walk reaches 0.95 at 20).
    static let filteredWidth = 2

    /// The plan for a beam of `ef` over `count` nodes of which `admitted` may be returned.
    ///
    /// - Parameters:
    ///   - filteredEf: the beam of a filtered walk, when it is another.
    ///   - rowBytes: bytes read to compare a row: known slots are read in order, so the shorter rows are, the more of them are
    ///     compared in the time of a walk.
    public static func choose(
        count: Int, admitted: Int, ef: Int, filteredEf: Int? = nil, rowBytes: Int = 1536
    ) -> SearchPlan {
        let share = count == 0 ? 1 : Double(admitted) / Double(count)
        if share >= plainShare { return count <= comparisons(min(ef, count)) ? .exact : .plain }
        return admitted <= comparisons(min(filteredEf ?? ef, count)) * filteredCost(rowBytes) ? .exact : .filtered
    }

    /// Rows that a walk compares, and what it does besides in their terms.
    private static func comparisons(_ ef: Int) -> Int {
        ef * comparisonsPerPlace + comparisonsAtStart + ef * ef / insertionDivisor
    }

    /// 4 for rows of 1,536 bytes, 20 for codes of 128.
    private static func filteredCost(_ rowBytes: Int) -> Int { min(20, max(filteredCost, 2560 / max(1, rowBytes))) }
}
