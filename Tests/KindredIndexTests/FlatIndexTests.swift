import KindredIndex
import Testing

@Suite struct FlatIndexTests {
    @Test func nearestFirst() throws {
        let index = try FlatIndex(rows: VectorRows(copying: [0, 0, 3, 4, 1, 0], dimension: 2), reduction: .squaredL2)
        let query: [Float] = [0, 0]
        let found = try index.search(query.span, k: 5)
        #expect(found == [Neighbor(slot: 0, value: 0), Neighbor(slot: 2, value: 1), Neighbor(slot: 1, value: 25)])
    }
}
