public import Kindred
public import KindredLearning
import KindredMath

/// How often a picture finds another of the same identity among distractors, by the protocol of MegaFace.
public struct DistractorEvaluation: Sendable {
    /// The rates at growing numbers of distractors.
    public let points: [DistractorRanks.Point]
    /// Pictures that are probes, their identities, and the ordered pairs of them that were tried.
    public let probes, identities, trials: Int
    /// Pictures alone in their identity, which nothing can find.
    public let alone: Int
    /// Pictures that are left out, and why.
    public let skipped: [FileError]

    /// Values of one block: 16 MB.
    private static let blockValues = 4 << 20

    /// Ranks the pictures of a request among those of a list of distractors.
    ///
    /// Without a list of the request, probes are all pictures of its source that are no distractors. The order of distractors is drawn by the seed.
    ///
    /// - Throws: as ``PictureRequest``; `FileError.malformed` for a list of distractors that names a probe, or for too few pictures; `MeasureError`;
    ///   `StorageError.cancelled`.
    /// - Complexity: O(probes · distractors · dimension).
    public init(
        _ request: PictureRequest, distractors path: String, measure: Measure = .cosine, seed: UInt64 = 0, progress: (Int, Int) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws {
        var strangers = try IdentityList(file: path).rows, random = SeededRandom(seed: seed)
        random.shuffle(&strangers)
        let named = Set(strangers.map(\.path))
        let (probes, faults) = try Self.probes(request, besides: named, path)
        let pictures = try request.vectors(of: probes + strangers, progress: progress, isCancelled: isCancelled)
        let asked = pictures.places.indices.filter { pictures.places[$0] < probes.count }, others = Array(asked.count..<pictures.places.count)
        guard !others.isEmpty else { throw FileError(.empty, path: path, "lists no distractor that can be read") }
        let fitted = try measure.fitted(to: pictures.vectors.elements.span, dimension: pictures.vectors.columns)
        let mates = Dictionary(grouping: asked) { probes[pictures.places[$0]].identity }, several = mates.filter { $0.value.count > 1 }
        guard !several.isEmpty else { throw FileError(.malformed, path: request.list ?? path, "no identity has two pictures: a probe needs another of its own") }
        let trying = asked.filter { several[probes[pictures.places[$0]].identity] != nil }
        let ranks = try Self.ranks(trying, pictures.vectors, strangers: pictures.vectors.rows(others), fitted, threads: request.threads, isCancelled) { vector in
            (mates[probes[pictures.places[vector]].identity] ?? []).filter { $0 != vector }
        }
        points = ranks.points
        (self.probes, identities, trials) = (trying.count, several.count, ranks.trials)
        alone = asked.count - trying.count
        skipped = faults + pictures.skipped
    }

    private static func probes(_ request: PictureRequest, besides named: Set<String>, _ path: String) throws -> ([IdentityList.Row], [FileError]) {
        guard let list = request.list else {
            let (rows, faults) = try request.all()
            return (rows.filter { !named.contains($0.path) }, faults)
        }
        let probes = try IdentityList(file: list).rows
        if let both = probes.first(where: { named.contains($0.path) }) {
            throw FileError(.malformed, path: path, "lists \(both.path) as a distractor, which \(list) lists as a probe")
        }
        return (probes, [])
    }

    /// Blocks of probes, several at a time; counts add up to the same whatever thread does which.
    private static func ranks(
        _ probes: [Int], _ vectors: Matrix<Float>, strangers: Matrix<Float>, _ measure: Measure, threads: Int, _ isCancelled: () -> Bool,
        mates: @Sendable (Int) -> [Int]
    ) throws -> DistractorRanks {
        let length = max(1, blockValues / max(1, strangers.rows))
        let blocks = stride(from: 0, to: probes.count, by: length).map { Array(probes[$0..<min($0 + length, probes.count)]) }
        var total = try DistractorRanks(distractors: strangers.rows)
        for start in stride(from: 0, to: blocks.count, by: max(1, threads)) {
            guard !isCancelled() else { throw StorageError(.cancelled, "ranking among distractors was stopped") }
            let group = Array(blocks[start..<min(start + max(1, threads), blocks.count)]), empty = total.emptied
            let outcomes = Workers(count: threads).map(group) { block in
                Result { try ranks(of: block, vectors, strangers, measure, into: empty, mates: mates) }
            }
            for outcome in outcomes { total.add(try outcome.get()) }
        }
        return total
    }

    private static func ranks(
        of block: [Int], _ vectors: Matrix<Float>, _ strangers: Matrix<Float>, _ measure: Measure, into empty: DistractorRanks, mates: (Int) -> [Int]
    ) throws -> DistractorRanks {
        var ranks = empty
        let values = try measure.values(queries: vectors.rows(block).elements.span, rows: strangers.elements.span, dimension: vectors.columns)
        for (place, probe) in block.enumerated() {
            let own = vectors.row(probe)
            let near = mates(probe).map { measure.kind.cost(ofValue: measure.value(own.span, vectors.row($0).span)) }
            ranks.add(mates: near, distractors: values.row(place).map { measure.kind.cost(ofValue: $0) })
        }
        return ranks
    }

    /// `{"probes", "identities", "trials", "alone", "points": [{"distractors", "rank1", "rank10"}], "skipped"}`.
    public var json: JSONObject {
        [
            "probes": .init(probes), "identities": .init(identities), "trials": .init(trials), "alone": .init(alone),
            "points": .array(
                points.map { .object(["distractors": .init($0.distractors), "rank1": .double($0.rank1), "rank10": .double($0.rank10)]) }),
            "skipped": .array(skipped.map(\.json)),
        ]
    }
}
