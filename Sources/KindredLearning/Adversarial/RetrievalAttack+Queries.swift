public import KindredMath
internal import KindredNN

extension RetrievalAttack {
    /// Queries moved by FGSM: one step of a size along the gradient of the lead that the best wrong neighbour has over the best right one.
    ///
    /// - Parameter isCancelled: asked before each block of queries.
    /// - Returns: a row for each query, within the size and the box.
    /// - Throws: `cancelled`.
    /// - Complexity: O(queries · rows · dimension).
    public func stepped(_ queries: [Int], epsilon: Double, norm: AttackNorm, threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }) throws(LearningError) -> Matrix<Float> {
        let step = FGSM(epsilon: epsilon, norm: norm, goal: AttackGoal(.margin))
        let blocks = RowBlocks(count: queries.count, threads: threads, size: 32).map { range -> [Float] in
            isCancelled() ? [] : step.changed(inputs(Array(queries[range])), model, Array(queries[range]), range.map { labels[queries[$0]] }, box)
        }
        let elements = blocks.flatMap { $0 }
        guard elements.count == queries.count * rows.columns else { throw LearningError(.cancelled, "the attack was stopped") }
        return Matrix(rows: queries.count, columns: rows.columns, elements: elements)
    }

    /// Queries with noise that nobody aimed: normal in each component, as long as FGSM's step of that size on average of squares, within the box.
    ///
    /// That is of deviation ε under the largest component and ε/√d under the length, before it is clipped.
    ///
    /// - Complexity: O(queries · dimension).
    public func noisy(_ queries: [Int], epsilon: Double, norm: AttackNorm, seed: UInt64 = 0) -> Matrix<Float> {
        let deviation = norm == .lInfinity ? epsilon : epsilon / Double(rows.columns).squareRoot()
        let elements = queries.flatMap { query in
            // A query's noise is its own, whatever else asks.
            var random = SeededRandom(seed: seed ^ 0x4015E, stream: UInt64(truncatingIfNeeded: query) &+ 1)
            return rows.row(query).map { box.clipped($0 + Float(deviation * random.normal())) }
        }
        return Matrix(rows: queries.count, columns: rows.columns, elements: elements)
    }
}

extension FGSM {
    /// The step on a model of whatever type.
    fileprivate func changed(_ x: Tensor<Float>, _ model: some AttackedModel<Float>, _ rows: [Int], _ labels: [Int], _ box: InputBox) -> [Float] {
        self(model, x, rows: rows, labels: labels, box: box).scalars
    }
}
