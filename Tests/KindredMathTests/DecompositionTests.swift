import Foundation
import KindredMath
import Testing

@Suite struct DecompositionTests {
    @Test(arguments: [1, 2, 3, 10, 37])
    func choleskyMultipliesBack(n: Int) throws {
        let a = Matrix<Double>.positive(n, seed: UInt64(n))
        for blas in providers {
            let cholesky = try #require(Cholesky(a, using: blas))
            #expect(cholesky.product.distance(to: a) < 1e-11 * Double(n + 1), "\(blas.name)")
            #expect((0..<n).allSatisfy { i in ((i + 1)..<max(i + 1, n)).allSatisfy { cholesky.factor[i, $0] == 0 } })
            let x = Matrix<Double>.random(1, n, seed: 9).elements
            let back = a * Matrix(rows: n, columns: 1, elements: cholesky.solve(x))
            #expect(back.distance(to: Matrix(rows: n, columns: 1, elements: x)) < 1e-9, "\(blas.name)")
            var many = Matrix<Double>.random(5, n, seed: 10)
            let one = many
            cholesky.solveLower(rows: &many.elements, using: blas)
            for i in 0..<5 {
                #expect(zip(many.row(i), cholesky.solveLower(one.row(i))).allSatisfy { abs($0 - $1) < 1e-9 }, "\(blas.name)")
            }
        }
    }

    @Test func choleskyRefusesWhatIsNotPositive() {
        for blas in providers {
            #expect(Cholesky(Matrix([[1, 2], [2, 1]]), using: blas) == nil, "\(blas.name)")
            #expect(Cholesky(Matrix([[0, 0], [0, 1]]), using: blas) == nil, "\(blas.name)")
            #expect(Cholesky(Matrix([[1, 0], [0, 1e-11]]), tolerance: 1e-10, using: blas) == nil, "\(blas.name)")
            #expect(Cholesky(Matrix([[1, 0], [0, 1e-11]]), tolerance: 1e-12, using: blas) != nil, "\(blas.name)")
        }
    }

    /// The path graph P4: eigenvalues 0, 2 − √2, 2, 2 + √2.
    @Test func eigenvaluesOfAPath() {
        let laplacian = Matrix<Double>([[1, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 1]])
        for blas in providers {
            let values = SymmetricEigen(laplacian, using: blas).values
            for (value, expected) in zip(values, [0, 0.585786437626905, 2, 3.414213562373095]) {
                #expect(abs(value - expected) < 1e-12, "\(blas.name)")
            }
        }
    }

    @Test(arguments: [1, 2, 5, 24])
    func eigenvectorsRebuildTheMatrix(n: Int) {
        let a = Matrix<Double>.positive(n, seed: 77 + UInt64(n))
        var decompositions: [SymmetricEigen] = []
        for blas in providers {
            let eigen = SymmetricEigen(a, using: blas)
            let v = eigen.vectors
            #expect(eigen.values == eigen.values.sorted())
            #expect(v.multiplied(by: v, transposeOther: true).distance(to: .identity(n)) < 1e-12 * Double(n + 1))
            let rebuilt = v.multiplied(by: Matrix.diagonal(eigen.values) * v, transposeSelf: true)
            #expect(rebuilt.distance(to: a) < 1e-11 * Double(n + 1), "\(blas.name)")
            decompositions.append(eigen)
        }
        // Signs are fixed, so two providers give the same vectors of simple eigenvalues.
        #expect(decompositions[0].vectors.distance(to: decompositions[decompositions.count - 1].vectors) < 1e-7)
    }

    @Test(arguments: [(1, 1), (5, 3), (3, 5), (20, 20), (1, 4)])
    func singularValuesRebuildTheMatrix(rows: Int, columns: Int) {
        let a = Matrix<Double>.random(rows, columns, seed: UInt64(rows * 100 + columns))
        for blas in providers {
            let svd = SingularValues(a, using: blas)
            let r = min(rows, columns)
            #expect(svd.values == svd.values.sorted(by: >))
            #expect((svd.u * (Matrix.diagonal(svd.values) * svd.vt)).distance(to: a) < 1e-11, "\(blas.name)")
            #expect(svd.u.multiplied(by: svd.u, transposeSelf: true).distance(to: .identity(r)) < 1e-11, "\(blas.name)")
            #expect(svd.vt.multiplied(by: svd.vt, transposeOther: true).distance(to: .identity(r)) < 1e-11, "\(blas.name)")
        }
    }

    @Test func rankOfARepeatedRow() {
        let a = Matrix<Double>([[1, 2, 3], [2, 4, 6], [0, 1, 0]])
        for blas in providers { #expect(SingularValues(a, using: blas).rank() == 2, "\(blas.name)") }
    }

    @Test func matricesSurviveCoding() throws {
        let a = Matrix<Double>.random(3, 2, seed: 5)
        let data = try JSONEncoder().encode(a)
        #expect(try JSONDecoder().decode(Matrix<Double>.self, from: data) == a)
        let short = Data(#"{"rows":2,"columns":2,"elements":[1,2,3]}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix<Double>.self, from: short) }
    }
}
