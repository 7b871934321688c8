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
    ///   - isCancelled: asked between blocks of points.
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`, `cancelled`; `LearningError` for settings out of range, and for a point outside
    ///   the box; `FileError` when the page cannot be written.
    /// - Complexity: O(steps · points attacked · points · dimension); minutes for 500 of 100,000 points.
    public func attack(
        _ request: AttackRequest, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> AttackReport {
        let collection = try database.collection(request.collection), start = ContinuousClock.now
        if let path = request.report { try ReportPage.check(path: path) }
        let measures = try collection.measures(of: request.using)
        let served = try Self.measure(request.version, measures, request.collection), other = try request.before.map { try Self.measure($0, measures, request.collection) }
        let labelled = try LabelledRows(collection, label: request.label, using: request.using, filter: try request.filter.map { try Filter(parsingTextOrJSON: $0) })
        var settings = request.settings
        settings.target = try request.target.map { try Self.target($0, labelled) }
        let queries = Self.attacked(labelled.labels.count, request.points, settings.seed)
        let rounds = other == nil ? 1 : 2
        do {
            let studied = try ([served] + [other].compactMap { $0 }).enumerated().map { round, version in
                try AttackReport.Study(version.measure, version.number, labelled, queries, settings, request.box, { progress(round * $1 + $0, rounds * $1) }, isCancelled)
            }
            let report = AttackReport(request.collection, labelled, studied[0], before: studied.dropFirst().first, seconds: (ContinuousClock.now - start).inSeconds)
            if let path = request.report { try report.page().write(to: path) }
            return report
        } catch let error as LearningError where error.code == .cancelled {
            throw StorageError(.cancelled, error.message)
        }
    }

    private static func measure(_ number: Int?, _ measures: [MeasureVersion], _ name: String) throws -> MeasureVersion {
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

    static func attacked(_ count: Int, _ most: Int, _ seed: UInt64) -> [Int] {
        guard count > most else { return Array(0..<count) }
        var random = SeededRandom(seed: seed, stream: 0xA77)
        return random.sample(most, of: count).sorted()
    }
}
