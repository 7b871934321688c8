import KindredMath
import Testing

@Suite struct BLASTests {
    /// Every combination of transposes over shapes around the tile sizes, against three loops.
    @Test(arguments: [(1, 1, 1), (4, 8, 16), (5, 9, 3), (3, 17, 300), (33, 7, 1), (1, 40, 64), (20, 1, 513), (2, 3, 0)])
    func productsMatchTheDefinition(m: Int, n: Int, k: Int) {
        for blas in providers {
            for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
                check(blas, m, n, k, ta, tb)
            }
        }
    }

    private func check(_ blas: BLAS, _ m: Int, _ n: Int, _ k: Int, _ ta: Bool, _ tb: Bool) {
        let a = Matrix<Double>.random(ta ? k : m, ta ? m : k, seed: 1), b = Matrix<Double>.random(tb ? n : k, tb ? k : n, seed: 2)
        let start = Matrix<Double>.random(m, n, seed: 3)
        var c = start.elements, cf = start.elements.map { Float($0) }
        var span = c.mutableSpan
        blas.multiply(a.elements.span, transposeA: ta, b.elements.span, transposeB: tb, m: m, n: n, k: k, alpha: 2, beta: 0.5, into: &span)
        let af = a.elements.map { Float($0) }, bf = b.elements.map { Float($0) }
        var spanf = cf.mutableSpan
        blas.multiply(af.span, transposeA: ta, bf.span, transposeB: tb, m: m, n: n, k: k, alpha: 2, beta: 0.5, into: &spanf)
        for i in 0..<m {
            for j in 0..<n {
                let sum = (0..<k).reduce(0.0) { $0 + (ta ? a[$1, i] : a[i, $1]) * (tb ? b[j, $1] : b[$1, j]) }
                let expected = 2 * sum + 0.5 * start[i, j]
                #expect(abs(c[i * n + j] - expected) <= 1e-12 * Double(k + 1), "\(blas.name) \(m)×\(n)×\(k) \(ta) \(tb)")
                #expect(abs(Double(cf[i * n + j]) - expected) <= 2e-6 * Double(k + 1), "\(blas.name) \(m)×\(n)×\(k) \(ta) \(tb)")
            }
        }
    }

    @Test func betaZeroForgetsWhatWasThere() {
        for blas in providers {
            var c: [Float] = [.nan, .nan]
            var span = c.mutableSpan
            blas.multiply([1, 2].span, [3].span, m: 2, n: 1, k: 1, into: &span)
            #expect(c == [3, 6], "\(blas.name)")
        }
    }

    @Test func matrixTimesVector() {
        let a: [Float] = [1, 2, 3, 4, 5, 6], x: [Float] = [1, 0, -1]
        for blas in providers {
            var y: [Float] = [9, 9]
            var span = y.mutableSpan
            blas.multiply(a.span, m: 2, n: 3, vector: x.span, into: &span)
            #expect(y == [-2, -2], "\(blas.name)")
        }
    }

    @Test func matrixProductsKnowTheirShapes() {
        let a = Matrix<Double>([[1, 2], [3, 4], [5, 6]])
        #expect(a.multiplied(by: a, transposeSelf: true) == Matrix([[35, 44], [44, 56]]))
        #expect(a.multiplied(by: a, transposeOther: true)[2, 0] == 17)
        #expect(a * Matrix.identity(2) == a)
        #expect(a.transposed.transposed == a)
    }
}
