import Foundation
@testable import KindredIndex
import KindredMath
import Testing

@Suite struct ForestTests {
    /// What the script beside the fixture measured.
    private struct Reference: Decodable {
        struct Row: Decodable {
            var trees, searchK: Int
            var recall: Double
        }
        var count, dimension, centres, queries: Int
        var euclidean, angular, dot: [Row]
    }

    private func reference() throws -> Reference {
        let file = try #require(Bundle.module.url(forResource: "annoy", withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    /// The set of annoy.py, number by number.
    private func set(_ reference: Reference) -> (rows: [Float], queries: [[Float]]) {
        var random = SplitMix64(state: 1)
        func uniform() -> Double { Double(random.next() >> 40) / Double(1 << 24) }
        let d = reference.dimension
        let centres = (0..<reference.centres * d).map { _ in (uniform() + uniform() + uniform() - 1.5) * 4 }
        func point() -> [Float] {
            let centre = Int(random.next() >> 40) % reference.centres
            return (0..<d).map { Float(centres[centre * d + $0] + (uniform() + uniform() + uniform() - 1.5) * 2) }
        }
        let rows = (0..<reference.count).flatMap { _ in point() }
        return (rows, (0..<reference.queries).map { _ in point() })
    }

    private func unit(_ values: [Float], _ dimension: Int) -> [Float] {
        var values = values
        for start in stride(from: 0, to: values.count, by: dimension) {
            let norm = values[start..<start + dimension].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            for i in start..<start + dimension { values[i] = Float(Double(values[i]) / norm) }
        }
        return values
    }

    @Test(arguments: ["euclidean", "angular", "dot"]) func findsWhatAnnoyFinds(metric: String) throws {
        let reference = try reference(), d = reference.dimension
        var (values, queries) = set(reference)
        if metric == "angular" {
            values = unit(values, d)
            queries = queries.map { unit($0, d) }
        }
        let rows = try VectorRows(copying: values, dimension: d)
        let cases = metric == "euclidean" ? reference.euclidean : metric == "angular" ? reference.angular : reference.dot
        for trees in Set(cases.map(\.trees)).sorted() {
            let index = try ProjectionForest(
                rows: rows, reduction: metric == "dot" ? .dot : .squaredL2,
                parameters: .init(trees: trees, seed: 1, recallSamples: 0), context: BuildContext(threads: 2))
            for row in cases where row.trees == trees {
                let found = try recall(index, queries, effort: .ef(row.searchK))
                #expect(found >= row.recall - 0.02, "\(metric) \(trees) trees, searchK \(row.searchK): \(found), annoy \(row.recall)")
            }
        }
    }

    @Test func treesHaveEveryRowOnce() throws {
        let set = VectorSet.clustered(3000, 7, centres: 30, seed: 5)
        let index = try ProjectionForest(rows: set.rows, reduction: .squaredL2, parameters: .init(trees: 7, recallSamples: 0))
        #expect(index.tables.isSound(rows: index.rows, indexed: 3000, index.parameters))
        var counts = [Int](repeating: 0, count: 3000)
        for i in 0..<index.tables.slots.count(of: UInt32.self) { unsafe counts[Int(index.tables.slots.entries(UInt32.self)[i])] += 1 }
        #expect(counts.allSatisfy { $0 == 7 })
    }

    @Test func parametersAreChecked() throws {
        let rows = try VectorSet.iid(20, 4).rows
        let wrong: [ProjectionForestParameters] = [
            .init(trees: 0), .init(trees: 1025), .init(leafSize: 0), .init(leafSize: 65_537), .init(searchK: 0), .init(recallSamples: -1),
        ]
        for parameters in wrong {
            let error = #expect(throws: IndexError.self) {
                try ProjectionForest(rows: rows, reduction: .squaredL2, parameters: parameters)
            }
            #expect(error?.code == .invalidParameter)
        }
        for leafSize in [0, 4097] {
            let kd = #expect(throws: IndexError.self) { try KDTree(rows: rows, reduction: .l1, parameters: .init(leafSize: leafSize)) }
            #expect(kd?.message == "leafSize is \(leafSize): 1...4096 is allowed")
            let ball = #expect(throws: IndexError.self) { try BallTree(rows: rows, reduction: .l1, parameters: .init(leafSize: leafSize)) }
            #expect(ball?.message == "leafSize is \(leafSize): 1...4096 is allowed")
        }
    }
}
