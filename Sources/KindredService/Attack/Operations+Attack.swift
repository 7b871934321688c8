public import Kindred
public import KindredLearning
import KindredMath

extension Operations {
    /// Attacks what a collection answers: how small a change of a query makes it find another class first.
    ///
    /// Nothing is changed. The points that are attacked are drawn by the seed; each is a query to all others, exactly and under the measure
    /// itself, its encoder included.
    ///
    /// - Parameters:
    ///   - progress: told how many of how many points are done.
    ///   - isCancelled: asked between pages of points that are read and while points are attacked, every few seconds at least.
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`, `cancelled`; `LearningError` for settings out of range, and for a point outside
    ///   the box; `FileError` when the page cannot be written.
    /// - Complexity: O(steps · points attacked · points that answer · dimension); minutes for 500 of 100,000 points.
    public func attack(
        _ request: AttackRequest, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> AttackReport {
        let collection = try database.collection(request.collection), start = ContinuousClock.now
        if let path = request.report { try ReportPage.check(path: path) }
        let measures = try collection.measures(of: request.using)
        let served = try Self.measure(request.version, measures, request.collection), other = try request.before.map { try Self.measure($0, measures, request.collection) }
        let filter = try request.filter.map { try Filter(parsingTextOrJSON: $0) }
        let all = try LabelledRows(collection, label: request.label, using: request.using, filter: filter, isCancelled: isCancelled)
        let versions = [served] + [other].compactMap { $0 }
        let (labelled, queries) = Self.answering(all, request, isPairwise: versions.contains { $0.measure.isPairwise })
        var settings = request.settings
        settings.target = try request.target.map { try Self.target($0, labelled) }
        let rounds = versions.count
        return try Self.stoppable {
            let studied = try versions.enumerated().map { round, version in
                try AttackReport.Study(version.measure, version.number, labelled, queries, settings, request.box, { progress(round * $1 + $0, rounds * $1) }, isCancelled)
            }
            let report = AttackReport(request.collection, labelled, of: all.labels.count, studied[0], before: studied.dropFirst().first, seconds: (ContinuousClock.now - start).inSeconds)
            if let path = request.report { try report.page().write(to: path) }
            return report
        }
    }

    /// The measure of a number; the one that serves when it is nil.
    static func measure(_ number: Int?, _ measures: [MeasureVersion], _ name: String) throws -> MeasureVersion {
        guard let version = measures.first(where: { number == nil ? $0.isServing : $0.number == number }) else {
            throw StorageError(.notFound, "there is no measure \(number ?? 0) in collection \(name)")
        }
        return version
    }

    static func target(_ name: String, _ labelled: LabelledRows) throws -> Int {
        guard let number = labelled.classes.firstIndex(of: name) else {
            throw StorageError(.invalidArgument, "no point is of class \(name), which the attack should aim at")
        }
        return number
    }

    /// Points that answer at most, when nothing is said, under a measure that compares pairs one by one: five hundred points are attacked
    /// among them in minutes.
    public static let mostPairwise = 5_000

    /// The points that answer, and the places of those that are attacked among them.
    private static func answering(_ all: LabelledRows, _ request: AttackRequest, isPairwise: Bool) -> (LabelledRows, queries: [Int]) {
        let attacked = attacked(all.labels.count, request.points, request.settings.seed)
        let most = max(attacked.count, request.among ?? (isPairwise ? mostPairwise : .max))
        guard all.labels.count > most else { return (all, attacked) }
        var random = SeededRandom(seed: request.settings.seed, stream: 0xA78), others = Set(attacked).complement(below: all.labels.count)
        random.shuffle(&others)
        let chosen = (attacked + others.prefix(most - attacked.count)).sorted(), places = Dictionary(uniqueKeysWithValues: chosen.enumerated().map { ($1, $0) })
        return (all.chosen(chosen), attacked.compactMap { places[$0] })
    }

    static func attacked(_ count: Int, _ most: Int, _ seed: UInt64) -> [Int] {
        guard count > most else { return Array(0..<count) }
        var random = SeededRandom(seed: seed, stream: 0xA77)
        return random.sample(most, of: count).sorted()
    }
}

extension Set<Int> {
    /// Numbers from 0 that are not in it, ascending.
    fileprivate func complement(below end: Int) -> [Int] { (0..<end).filter { !contains($0) } }
}
