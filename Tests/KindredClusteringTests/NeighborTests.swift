import KindredClustering
import KindredMath
import KindredSimilarity
import Testing

@Suite struct NeighborTests {
    /// Neighbors by plain loops in Float64.
    static func plain(_ points: [Float], _ dimension: Int, of i: Int) -> [(id: UInt32, distance: Double)] {
        let count = points.count / dimension
        var found: [(id: UInt32, distance: Double)] = []
        for j in 0..<count where j != i {
            var squared = 0.0
            for d in 0..<dimension {
                let difference = Double(points[i * dimension + d]) - Double(points[j * dimension + d])
                squared += difference * difference
            }
            found.append((UInt32(j), squared.squareRoot()))
        }
        return found.sorted { $0.distance < $1.distance || $0.distance == $1.distance && $0.id < $1.id }
    }

    /// The dimensions around the change from the tree to the scan; whole numbers make many distances equal.
    @Test(arguments: [1, 2, 3, 8, 9, 24, 65], [false, true])
    func neighborsAreWhatPlainLoopsSay(dimension: Int, isWhole: Bool) throws {
        var random = SeededRandom(seed: UInt64(dimension))
        let points = (0..<400 * dimension).map { _ in Float(isWhole ? Double(random.integer(below: 4)) : random.normal()) }
        let source = try ExactNeighbors(points.span, dimension: dimension)
        #expect(source.count == 400)
        let nearest = source.nearest(7, of: 20..<60), radius = (Double(dimension) + 0.5).squareRoot(), within = source.within(radius, of: Array(20..<60))
        for i in 20..<60 {
            let expected = Self.plain(points, dimension, of: i)
            #expect(nearest[i - 20].map(\.id) == expected.prefix(7).map(\.id))
            for (a, b) in zip(nearest[i - 20], expected) { #expect(abs(a.distance - b.distance) <= 1e-12 * max(1, b.distance)) }
            #expect(within[i - 20].map(\.id) == expected.filter { $0.distance <= radius }.map(\.id).sorted())
        }
    }

    /// An offset of 10,000 leaves no digit of a distance of 0.01 in products of Float32; candidates are measured again.
    @Test func anOffsetCostsNoNeighbor() throws {
        var random = SeededRandom(seed: 4)
        let points = (0..<300 * 16).map { _ in Float(10_000 + random.integer(below: 64)) / 4 }
        let source = try ExactNeighbors(points.span, dimension: 16)
        for i in [0, 150, 299] { #expect(source.nearest(5, of: i..<i + 1)[0].map(\.id) == Self.plain(points, 16, of: i).prefix(5).map(\.id)) }
    }

    @Test(arguments: ["euclidean", "manhattan", "chebyshev"]) func measuresAgreeWithTheirValues(name: String) throws {
        let points = KMeansTests.blobs(150, 5, centres: 4), measure = try Measure(parsing: name)
        let source = try MeasuredNeighbors(points.span, dimension: 5, measure: measure)
        func row(_ i: Int) -> [Float] { Array(points[i * 5..<i * 5 + 5]) }
        var values: [(distance: Float, id: UInt32)] = []
        for j in 0..<150 where j != 3 { values.append((measure.value(row(3).span, row(j).span), UInt32(j))) }
        values.sort { $0.distance < $1.distance || $0.distance == $1.distance && $0.id < $1.id }
        let nearest: [UInt32] = source.nearest(6, of: 3..<4)[0].map(\.id), expected: [UInt32] = values.prefix(6).map(\.id)
        #expect(nearest == expected)
        let likest = try MeasuredNeighbors(points.span, dimension: 5, measure: .cosine).nearest(1, of: 0..<1)[0][0]
        let cosine: Float = Measure.cosine.value(row(0).span, row(Int(likest.id)).span)
        #expect(abs(Float(likest.distance) + cosine) < 1e-5)
    }

    @Test func thereMayBeFewerThanAskedFor() throws {
        for dimension in [2, 12] {
            let points = [Float](repeating: 1, count: 3 * dimension), source = try ExactNeighbors(points.span, dimension: dimension)
            #expect(source.nearest(9, of: 0..<3).starts == [0, 2, 4, 6])
            #expect(source.within(0.5, of: [1])[0].map(\.id) == [0, 2])
            let some1: [Float] = []
            #expect(try ExactNeighbors(some1.span, dimension: dimension).nearest(1, of: 0..<0).count == 0)
        }
    }

    @Test func wrongPointsAreRefused() {
        let some2: [Float] = [1, 2, 3]
        #expect(throws: ClusteringError.self) { try ExactNeighbors(some2.span, dimension: 2) }
        let some3: [Float] = [1, .nan]
        #expect(throws: ClusteringError.self) { try ExactNeighbors(some3.span, dimension: 2) }
        let some4: [Float] = [1, .infinity]
        #expect(throws: ClusteringError.self) { try MeasuredNeighbors(some4.span, dimension: 2, measure: .cosine) }
    }
}
