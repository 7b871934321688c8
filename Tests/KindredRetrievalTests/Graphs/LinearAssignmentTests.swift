import KindredMath
import Testing

@testable import KindredRetrieval

@Suite struct LinearAssignmentTests {
    @Test func everyAssignmentOfSmallProblems() {
        var random = SeededRandom(seed: 1), solver = LinearAssignment()
        for _ in 0..<200 {
            let rows = random.integer(below: 5), columns = rows + random.integer(below: 3)
            let costs = (0..<rows * columns).map { _ in Double(random.integer(below: 9)) - 4 }
            let found = solver.solve(costs, rows: rows, columns: columns)
            #expect(found == least(costs, rows, columns))
            #expect(Set(solver.columnOfRow).count == rows)
            #expect(solver.columnOfRow.enumerated().reduce(0) { $0 + costs[$1.offset * columns + $1.element] } == found)
        }
    }

    private func least(_ costs: [Double], _ rows: Int, _ columns: Int) -> Double {
        func extend(_ row: Int, _ used: Set<Int>) -> Double {
            guard row < rows else { return 0 }
            return (0..<columns).filter { !used.contains($0) }.map { costs[row * columns + $0] + extend(row + 1, used.union([$0])) }.min() ?? 0
        }
        return extend(0, [])
    }
}
