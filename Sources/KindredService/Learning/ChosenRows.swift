import Kindred
import KindredLearning
import KindredMath

/// The vectors that choices speak of, each once.
struct ChosenRows {
    var values: [Float] = []
    var choices: [Choice] = []
    var count = 0

    init(_ feedback: [Feedback], _ collection: VectorCollection, using vector: String) throws {
        let dimension = collection.configuration.vectors[vector]?.dimension
        var ids: Set<PointID> = []
        for choice in feedback {
            if case .point(let id) = choice.anchor { ids.insert(id) }
            for id in [choice.positive, choice.negative] { if let id { ids.insert(id) } }
        }
        var rows: [PointID: Int] = [:]
        for point in try collection.fetch(ids.sorted(), withPayload: false) {
            guard let values = point.vectors[vector] else { continue }
            rows[point.id] = add(values)
        }
        for choice in feedback {
            // A point that is gone says nothing any more.
            if let id = choice.positive, rows[id] == nil { continue }
            if let id = choice.negative, rows[id] == nil { continue }
            let anchor: Int
            switch choice.anchor {
            case .point(let id):
                guard let row = rows[id] else { continue }
                anchor = row
            case .vector(let values):
                // Recorded before a vector of this name was removed and another one was made.
                guard values.count == dimension else { continue }
                anchor = add(values)
            }
            choices.append(Choice(anchor: anchor, positive: choice.positive.flatMap { rows[$0] }, negative: choice.negative.flatMap { rows[$0] }, weight: choice.weight))
        }
    }

    private mutating func add(_ vector: [Float]) -> Int {
        values += vector
        count += 1
        return count - 1
    }
}

extension ChosenRows {
    /// The rows as they were given.
    func rows(dimension: Int) -> Matrix<Float> { Matrix(rows: count, columns: dimension, elements: values) }

    /// The choices as triplets where each has both sides, else as pairs.
    var tuples: Tuples {
        let triplets = choices.compactMap { choice in
            choice.positive.flatMap { positive in choice.negative.map { Triplet(choice.anchor, positive, $0) } }
        }
        if triplets.count == choices.count { return .triplets(triplets) }
        return .pairs(
            positive: choices.compactMap { choice in choice.positive.map { RowPair(choice.anchor, $0, weight: choice.weight) } },
            negative: choices.compactMap { choice in choice.negative.map { RowPair(choice.anchor, $0, weight: choice.weight) } })
    }

    /// A number that tells whether these are the same rows and choices.
    var checksum: UInt32 {
        var checksum = Kernels.active.crc32c(values.span.bytes)
        for choice in choices {
            for row in [choice.anchor, choice.positive ?? -1, choice.negative ?? -1] { checksum = checksum &* 16_777_619 ^ UInt32(truncatingIfNeeded: row) }
        }
        return checksum
    }
}
