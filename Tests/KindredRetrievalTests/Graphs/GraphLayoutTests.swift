import Testing

@testable import KindredRetrieval

@Suite struct GraphLayoutTests {
    private func length(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { ((a - b) * (a - b)).sum().squareRoot() }

    @Test func pathsAreStraightAndCyclesRound() throws {
        let path = try GraphLayout(.path(6)).positions
        #expect(abs(length(path[0], path[5]) - 5) < 0.2)
        let cycle = try GraphLayout(.cycle(8)).positions, radii = cycle.map { length($0, SIMD2(0, 0)) }
        #expect((radii.max() ?? 0) - (radii.min() ?? 9) < 0.05)
        #expect(try GraphLayout(.cycle(8)).positions == cycle, "the same places each time")
    }

    @Test func partsStandApartAndStartsAreKept() throws {
        let pairs = try GraphLayout(Graph(nodes: 4, edges: [(0, 1), (2, 3)])).positions
        #expect(length(pairs[0], pairs[2]) > length(pairs[0], pairs[1]))
        let path = try GraphLayout(.path(5)), again = try GraphLayout(.path(5), from: path.positions)
        #expect(zip(path.positions, again.positions).allSatisfy { length($0, $1) < 0.05 })
        #expect(try GraphLayout(Graph(nodes: 0, edges: [])).positions.isEmpty)
        #expect(try GraphLayout(Graph(nodes: 1, edges: [(0, 0)])).positions == [SIMD2(0, 0)])
        #expect { try GraphLayout(.path(501)) } throws: { ($0 as? GraphError)?.code == .tooLarge }
    }
}
