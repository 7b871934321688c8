import Foundation
import Kindred
import KindredLearning
import KindredMath

extension Operations {
    /// Learns to make vectors of the sequences in a payload field, and gives the collection a vector made so when that passes the gate.
    ///
    /// - Throws: as ``learn(_:progress:isCancelled:)``; `StorageError.alreadyExists` when the collection has a vector of the name.
    func learnSequences(
        _ request: LearnRequest, _ asked: LearningCheckpoint.Request, _ interrupted: LearningCheckpoint?, _ collection: VectorCollection,
        _ progress: @escaping @Sendable (LearnProgress) -> Void, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> LearnReport {
        #if Keras
        let start = ContinuousClock.now
        guard case .label(let label) = asked.supervision, let field = asked.field else {
            throw StorageError(.invalidArgument, "an encoder of sequences learns from a field that holds them and a label")
        }
        guard request.promotes || request.output != nil else {
            throw StorageError(.invalidArgument, "an encoder of sequences is no candidate measure: name a file to keep it")
        }
        let vector = asked.using.isEmpty ? field : asked.using
        if request.promotes, collection.configuration.vectors[vector] != nil {
            throw StorageError(.alreadyExists, "collection \(collection.name) has a vector named \"\(vector)\" already: name another to be made of \(field)")
        }
        let path = try PayloadPath(parsing: field), filter = try asked.filter.map { try Filter(parsingTextOrJSON: $0) }
        let points = try SequencePoints(collection, field: path, label: try PayloadPath(parsing: label), filter: filter)
        try Self.check(interrupted, points.set.checksum, collection)
        var learned = try points.set.learn(
            asked.plan, whenStopped: "learning was stopped: kindred learn \(collection.name) --resume goes on with it", threads: request.threads, resuming: interrupted?.training,
            progress: { progress(.epoch($0)) }, saves: Self.saving(asked, points.set.checksum, collection), isCancelled: isCancelled)
        learned.leftOut = points.leftOut
        let seconds = (ContinuousClock.now - start).inSeconds, served = ContinuousClock.now
        if let output = request.output, let model = learned.model { try learned.write(model, to: output) }
        let isServed = request.promotes && learned.refusal == nil
        if isServed, let model = learned.model {
            let settings = learned.outcome.settings
            try CollectionEncoder.add(
                learned.checkpoint(of: model), field: path, vector: vector,
                VectorConfiguration(dimension: settings.dimension, measure: settings.isUnit ? .cosine : .euclidean), to: collection)
            try? FileManager.default.removeItem(atPath: LearningCheckpoint.path(collection))
            _ = try encode(collection.name, using: vector, threads: request.threads, progress: { progress(.indexing($0, $1)) }, isCancelled: isCancelled)
        }
        try? FileManager.default.removeItem(atPath: LearningCheckpoint.path(collection))
        return learned.report(seconds: seconds, isPromoted: isServed, promotionSeconds: (ContinuousClock.now - served).inSeconds)
        #else
        throw StorageError(.invalidArgument, "this build makes no vectors of sequences: it was built without the trait Keras")
        #endif
    }
}

#if Keras
/// The points of a collection whose payload has a sequence and a class.
private struct SequencePoints {
    let set: SequenceSet
    let leftOut: Int

    private static let pageRows = 4_096

    init(_ collection: VectorCollection, field: PayloadPath, label: PayloadPath, filter: Filter?) throws {
        var texts = [String](), series = [[Float]](), width: Int?, labels = [Int](), known = ClassNumbers(), left = 0
        var next: PointID? = nil
        repeat {
            let page = try collection.scroll(from: next, limit: Self.pageRows, filter: filter, withPayload: true)
            for point in page.points {
                guard let name = point.payload.values(at: label).first?.className, let value = point.payload.values(at: field).first,
                    let sequence = PayloadSequence(value)
                else {
                    left += 1
                    continue
                }
                switch sequence {
                case .text(let text) where series.isEmpty: texts.append(text)
                case .series(let numbers, let own) where texts.isEmpty && own == width ?? own:
                    series.append(numbers)
                    width = own
                default: throw StorageError(.invalidArgument, "point \(point.id) of collection \(collection.name) has a sequence in \(field) of another form than those before")
                }
                labels.append(known.number(of: name))
            }
            next = page.next
        } while next != nil
        guard !labels.isEmpty else {
            throw StorageError(.invalidArgument, "no point of collection \(collection.name) has a text or a series in \(field) and a label in \(label)")
        }
        guard known.names.count > 1, known.names.count < labels.count else {
            throw StorageError(.invalidArgument, "\(labels.count) points of collection \(collection.name) have \(known.names.count) values of \(label): at least two, some shared, are needed")
        }
        set = try width.map { try SequenceSet(series: series, width: $0, labels: labels) } ?? SequenceSet(texts: texts, labels: labels)
        leftOut = left
    }
}

extension SequenceSet {
    /// A number that tells whether these are the same sequences with the same labels.
    fileprivate var checksum: UInt32 {
        var checksum = data.sequences.reduce(UInt32(0)) { Kernels.active.crc32c($1.span.bytes, continuing: $0) }
        for label in data.labels { checksum = checksum &* 16_777_619 ^ UInt32(truncatingIfNeeded: label) }
        return checksum
    }
}
#endif
