import KindredMath

/// Both providers where the machine has two; the portable one is the other's oracle.
let providers: [BLAS] = BLAS.active.name == "portable" ? [.portable] : [.active, .portable]

extension Matrix where Scalar == Double {
    static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var random = SeededRandom(seed: seed)
        return Matrix(rows: rows, columns: columns, elements: (0..<(rows * columns)).map { _ in random.normal() })
    }

    /// AAᵀ + I/10 of a random A: positive definite.
    static func positive(_ n: Int, seed: UInt64) -> Matrix {
        let a = random(n, n + 3, seed: seed)
        var product = a.multiplied(by: a, transposeOther: true, using: .portable)
        for i in 0..<n { product[i, i] += 0.1 }
        return product
    }

    func distance(to other: Matrix) -> Double {
        zip(elements, other.elements).map { abs($0 - $1) }.max() ?? 0
    }
}
