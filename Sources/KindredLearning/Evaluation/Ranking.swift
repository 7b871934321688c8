internal import KindredMath
internal import Synchronization

/// Rows, and what is subtracted from their scores.
struct PreparedRows: Sendable {
    let matrix: Matrix<Float>
    /// Empty, or a value for each row.
    let halves: [Float]
}

/// The rows of a base in the order of their scores with each query, a block of products at a time.
struct Ranking: Sendable {
    let queries: PreparedRows
    let base: PreparedRows
    let excludesSelf: Bool
    let threads: Int

    /// Queries of one matrix product; few enough that threads share even a thousand fairly.
    private static let queryBlock = 32
    /// Rows of one product: the scores of a block stay in the second-level cache.
    private static let baseBlock = 4096

    /// `body` of each query's list, cut to its depth.
    func map<Value: Sendable>(
        _ chosen: [Int], depths: [Int], _ body: @escaping @Sendable (_ query: Int, _ ranked: [Int]) -> Value
    ) -> [Value] {
        let done = Mutex<[Int: [Value]]>([:])
        Workers(count: max(1, threads)).run(chosen.count, grain: Self.queryBlock) { _, range in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.queryBlock) {
                let block = start..<min(start + Self.queryBlock, range.upperBound)
                let lists = ranked(Array(chosen[block]), depths: depths[block])
                let values = zip(chosen[block], lists).map { body($0, $1) }
                done.withLock { $0[start] = values }
            }
        }
        return done.withLock { blocks in blocks.keys.sorted().flatMap { blocks[$0] ?? [] } }
    }

    private func ranked(_ block: [Int], depths: ArraySlice<Int>) -> [[Int]] {
        let dimension = base.matrix.columns, count = base.matrix.rows
        let left = block.flatMap { queries.matrix.row($0) }
        var lists = depths.map { RankedRows(capacity: min($0, count)) }
        var scores: [Float] = []
        for first in stride(from: 0, to: count, by: Self.baseBlock) {
            let width = min(Self.baseBlock, count - first)
            let right = base.matrix.elements.span.extracting(first * dimension..<(first + width) * dimension)
            if scores.count != block.count * width { scores = [Float](repeating: 0, count: block.count * width) }
            var product = scores.mutableSpan
            BLAS.active.multiply(left.span, right, transposeB: true, m: block.count, n: width, k: dimension, into: &product)
            subtractHalves(from: &product, first: first, width: width)
            for (i, query) in block.enumerated() {
                lists[i].offer(product.span.extracting(i * width..<(i + 1) * width), first: first, excluding: excludesSelf ? query : nil)
            }
        }
        return lists.indices.map { lists[$0].ranked() }
    }

    private func subtractHalves(from scores: inout MutableSpan<Float>, first: Int, width: Int) {
        guard !base.halves.isEmpty else { return }
        for i in scores.indices { scores[i] -= base.halves[first + i % width] }
    }
}

extension Matrix where Scalar == Float {
    /// The sum of squares of each row, in Float64.
    var squaredNorms: [Double] {
        let span = elements.span
        return (0..<rows).map { i in
            var sum = 0.0
            for j in i * columns..<(i + 1) * columns { sum += Double(span[j]) * Double(span[j]) }
            return sum
        }
    }

    /// Rows divided by their norms; a zero row stays.
    var unitRows: Matrix {
        var result = self
        for (i, square) in squaredNorms.enumerated() where square > 0 {
            let scale = Float(1 / square.squareRoot())
            for j in i * columns..<(i + 1) * columns { result.elements[j] *= scale }
        }
        return result
    }
}
