internal import KindredMath

/// Pairs or triplets that someone listed, by row numbers: what to learn from where there are no labels.
struct ListedTuples: Sendable {
    /// Rows that train together, and what of them is compared, by their places in the batch; nil for everything.
    struct Batch {
        let rows: [Int]
        let tuples: Tuples?
    }

    let tuples: Tuples
    let size: Int
    let seed: UInt64

    /// The batches of an epoch: the list in a random order, so many at a time; pairs of both kinds in their proportion.
    func batches(epoch: Int) -> [Batch] {
        var random = SeededRandom(seed: seed, stream: UInt64(epoch) &+ 1)
        switch tuples {
        case .triplets(var triplets):
            random.shuffle(&triplets)
            return stride(from: 0, to: triplets.count, by: size).map { start in
                let chosen = triplets[start..<min(start + size, triplets.count)]
                return batch(of: chosen.flatMap { [$0.anchor, $0.positive, $0.negative] }) { place in
                    .triplets(chosen.map { Triplet(place($0.anchor), place($0.positive), place($0.negative), weight: $0.weight) })
                }
            }
        case .pairs(let positive, let negative):
            var pairs = positive.map { ($0, true) } + negative.map { ($0, false) }
            random.shuffle(&pairs)
            return stride(from: 0, to: pairs.count, by: size).map { start in
                let chosen = pairs[start..<min(start + size, pairs.count)]
                return batch(of: chosen.flatMap { [$0.0.anchor, $0.0.other] }) { place in
                    let placed = chosen.map { (RowPair(place($0.0.anchor), place($0.0.other), weight: $0.0.weight), $0.1) }
                    return .pairs(positive: placed.filter { $0.1 }.map(\.0), negative: placed.filter { !$0.1 }.map(\.0))
                }
            }
        }
    }

    private func batch(of rows: [Int], _ tuples: ((Int) -> Int) -> Tuples) -> Batch {
        let distinct = Set(rows).sorted()
        let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($0.element, $0.offset) })
        return Batch(rows: distinct, tuples: tuples { places[$0] ?? 0 })
    }

    /// The same list with the numbers of rows that ask from `first` on, of those that are stored as they are.
    func asking(from first: Int) -> ListedTuples { ListedTuples(tuples: tuples.asking(from: first), size: size, seed: seed) }

    /// A share of the list, drawn at random, and the rest.
    func split(heldOut share: Double) -> (training: ListedTuples, heldOut: Tuples) {
        var random = SeededRandom(seed: seed, stream: 0)
        func parted<Element>(_ list: [Element]) -> (rest: [Element], held: [Element]) {
            var list = list
            random.shuffle(&list)
            let count = Int((share * Double(list.count)).rounded())
            return (Array(list.dropFirst(count)), Array(list.prefix(count)))
        }
        switch tuples {
        case .triplets(let triplets):
            let parts = parted(triplets)
            return (ListedTuples(tuples: .triplets(parts.rest), size: size, seed: seed), .triplets(parts.held))
        case .pairs(let positive, let negative):
            let same = parted(positive), different = parted(negative)
            return (
                ListedTuples(tuples: .pairs(positive: same.rest, negative: different.rest), size: size, seed: seed),
                .pairs(positive: same.held, negative: different.held)
            )
        }
    }
}

extension Tuples {
    /// Every row that is named.
    var rows: [Int] {
        switch self {
        case .triplets(let triplets): triplets.flatMap { [$0.anchor, $0.positive, $0.negative] }
        case .pairs(let positive, let negative): (positive + negative).flatMap { [$0.anchor, $0.other] }
        }
    }

    /// The same with every anchor's number raised.
    func asking(from first: Int) -> Tuples {
        func raised(_ pairs: [RowPair]) -> [RowPair] { pairs.map { RowPair($0.anchor + first, $0.other, weight: $0.weight) } }
        switch self {
        case .triplets(let triplets): return .triplets(triplets.map { Triplet($0.anchor + first, $0.positive, $0.negative, weight: $0.weight) })
        case .pairs(let positive, let negative): return .pairs(positive: raised(positive), negative: raised(negative))
        }
    }

    /// How often similarities of rows are in the right order: for each triplet 1 or 0, for each positive pair the share of
    /// negative pairs that are less alike.
    func order(_ similarity: (Int, Int) -> Double) -> [Double] {
        switch self {
        case .triplets(let triplets):
            return triplets.map { similarity($0.anchor, $0.positive) > similarity($0.anchor, $0.negative) ? 1 : 0 }
        case .pairs(let positive, let negative):
            let others = negative.map { similarity($0.anchor, $0.other) }.sorted()
            return positive.map { pair in
                let own = similarity(pair.anchor, pair.other)
                return Double(others.partitioningIndex { $0 >= own }) / Double(max(1, others.count))
            }
        }
    }
}

extension [Double] {
    /// The first place at which a condition holds that once true stays so.
    func partitioningIndex(_ holds: (Double) -> Bool) -> Int {
        var low = 0, high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
