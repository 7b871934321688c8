internal import KindredMath

/// P classes and K rows of each: what pair and triplet losses need, or else hardly a pair of a batch would be a positive one.
///
/// Classes take turns in random order, so that all are seen equally often, large or small; the rows of a class take turns as
/// well. A class of fewer than K rows repeats them.
public struct ClassSampler: BatchSampler {
    /// P, or the number of classes if that is smaller.
    public let classesPerBatch: Int
    /// K.
    public let rowsPerClass: Int
    /// Batches of an epoch.
    public let batchesPerEpoch: Int
    /// Seed of the orders.
    public let seed: UInt64
    private let classes: [[Int]]

    /// A sampler of rows with these labels.
    ///
    /// - Parameters:
    ///   - classesPerBatch: P.
    ///   - rowsPerClass: K.
    ///   - batchesPerEpoch: as many as it takes to see the number of rows there are, when nil.
    /// - Precondition: P and K are positive.
    public init(labels: [Int], classesPerBatch: Int, rowsPerClass: Int, batchesPerEpoch: Int? = nil, seed: UInt64 = 0) {
        precondition(classesPerBatch > 0 && rowsPerClass > 0, "batches of \(classesPerBatch) classes × \(rowsPerClass) rows")
        classes = labels.rowsByClass
        self.classesPerBatch = min(classesPerBatch, classes.count)
        self.rowsPerClass = rowsPerClass
        self.seed = seed
        let size = max(1, self.classesPerBatch * rowsPerClass)
        self.batchesPerEpoch = batchesPerEpoch ?? (labels.count + size - 1) / size
    }

    /// Batches of P · K rows, class after class.
    public func batches(epoch: Int) -> [[Int]] {
        var random = SeededRandom(seed: seed, stream: UInt64(epoch) &+ 1)
        var order = Turns(Array(classes.indices))
        var members = classes.map { Turns($0) }
        return (0..<batchesPerEpoch).map { _ in
            order.next(classesPerBatch, &random).flatMap { members[$0].next(rowsPerClass, &random) }
        }
    }
}

/// Elements that take turns, in a new random order each round.
struct Turns {
    private var elements: [Int]
    private var next: Int

    init(_ elements: [Int]) {
        self.elements = elements
        next = elements.count
    }

    /// The next `count`; distinct while there are as many elements.
    mutating func next(_ count: Int, _ random: inout SeededRandom) -> [Int] {
        var taken: [Int] = []
        while taken.count < count, !elements.isEmpty {
            if next == elements.count { shuffle(after: taken, &random) }
            taken.append(elements[next])
            next += 1
        }
        return taken
    }

    /// A new round, in which what was just taken comes last.
    private mutating func shuffle(after taken: [Int], _ random: inout SeededRandom) {
        random.shuffle(&elements)
        if taken.count < elements.count {
            let last = Set(taken)
            elements = elements.filter { !last.contains($0) } + elements.filter(last.contains)
        }
        next = 0
    }
}
