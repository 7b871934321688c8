import KindredIndex

/// A sparse vector that asks: compared with many rows by the dot product over the components they share.
///
/// Every score is a sum in the order of ascending components that begins at zero, whichever way the row was found, so the same two
/// vectors always have the same score.
struct SparseQuery {
    private let vector: SparseVector

    /// - Precondition: the vector is valid.
    init(_ vector: SparseVector) { self.vector = vector.ascending }

    /// A component of the query that some rows of a run have.
    private struct Term {
        var weight: Float
        var postings: Range<Int>
    }

    private func terms(_ run: SparsePostings) -> [Term] {
        zip(vector.indices, vector.values).compactMap { index, weight in
            let postings = run.postings(of: index)
            return postings.isEmpty ? nil : Term(weight: weight, postings: postings)
        }
    }

    /// Calls `body` with the admitted rows that share a component with the query, and their scores, ascending within each run.
    ///
    /// - Complexity: O(postings of the query's components), or O(*admitted* × components × log *n*) when that is less.
    func forEachScore(in runs: [SparsePostings], rows: Int, admitting: SlotSet?, _ body: (Int, Float) -> Void) {
        let terms = runs.map(terms)
        if let admitting, isFew(admitting.count, terms) {
            let slots = admitting.slots
            for (run, terms) in zip(runs, terms) {
                for slot in slots { if let score = Self.score(slot, run, terms) { body(Int(slot), Self.finish(score)) } }
            }
            return
        }
        sums(runs, terms, rows: rows).forEach(admitting: admitting) { body($0, Self.finish($1)) }
    }

    /// The scores of some rows in their order; 0 for those that share no component with the query.
    func scores(of slots: [UInt32], in runs: [SparsePostings], rows: Int) -> [Float] {
        let terms = runs.map(terms)
        guard isFew(slots.count, terms) else {
            let sums = sums(runs, terms, rows: rows).sums
            return slots.map { Self.finish(sums[Int($0)]) }
        }
        return slots.map { slot in
            for (run, terms) in zip(runs, terms) { if let score = Self.score(slot, run, terms) { return Self.finish(score) } }
            return 0
        }
    }

    /// What looking a row up in a list costs, in postings that could be added meanwhile.
    private static let lookUpCost = 8

    private func isFew(_ rows: Int, _ terms: [[Term]]) -> Bool {
        let postings = terms.joined().reduce(0) { $0 + $1.postings.count }
        return rows * Self.lookUpCost * terms.reduce(0) { $0 + $1.count } < postings
    }

    private func sums(_ runs: [SparsePostings], _ terms: [[Term]], rows: Int) -> SparseScores {
        var scores = SparseScores(rows: rows)
        for (run, terms) in zip(runs, terms) { for term in terms { scores.add(term.weight, term.postings, of: run) } }
        return scores
    }

    private static func score(_ slot: UInt32, _ run: SparsePostings, _ terms: [Term]) -> Float? {
        var sum: Float?
        for term in terms {
            if let value = run.value(slot, in: term.postings) { sum = (sum ?? 0) + term.weight * value }
        }
        return sum
    }

    /// Sums that overflowed in both directions say nothing.
    private static func finish(_ sum: Float) -> Float { sum.isNaN ? 0 : sum }
}

extension [SparsePostings] {
    /// How many admitted rows, of the first `rows`, have a component.
    func frequency(of component: UInt32, rows: Int, admitting: SlotSet?) -> Int {
        reduce(0) { sum, run in
            let found = run.slots[run.postings(of: component)]
            guard let admitting else { return sum + found.firstPlace { Int($0) >= rows } - found.startIndex }
            return sum + found.count { admitting.contains($0) }
        }
    }
}
