import KindredClustering
import Testing

@Suite struct DBSCANTests {
    private let golden: Golden

    init() throws { golden = try Golden.values.get() }

    /// Labels equal scikit-learn's, points on borders included.
    @Test func labelsAreThoseOfScikitLearn() throws {
        for data in golden.dbscan {
            let parameters = DBSCANParameters(radius: data.eps, minimumPoints: data.minimum)
            for threads in [1, 3] {
                let clustering = try DBSCAN(data.points.span, dimension: data.dimension, parameters: parameters, threads: threads)
                #expect(clustering.labels == data.labels, "\(data.name)")
                #expect(clustering.clusterCount == (data.labels.max() ?? -1) + 1 && clustering.noiseCount == data.labels.count { $0 < 0 })
            }
        }
    }

    @Test func smallCasesAreWhatTheyShouldBe() throws {
        let line: [Float] = [0, 0.1, 0.2, 5, 5.1, 9]
        let clustering = try DBSCAN(line.span, dimension: 1, parameters: DBSCANParameters(radius: 0.5, minimumPoints: 2))
        #expect(clustering.labels == [0, 0, 0, 1, 1, -1])
        #expect(clustering.isCore == [true, true, true, true, true, false])
        #expect(try DBSCAN(line.span, dimension: 1, parameters: DBSCANParameters(radius: 0.5, minimumPoints: 1)).clusterCount == 3)
        let some1: [Float] = []
        #expect(try DBSCAN(some1.span, dimension: 1, parameters: DBSCANParameters(radius: 1)).labels == [])
        // A point on the border of two belongs to the first.
        let border: [Float] = [0, 0.1, 0.2, 1, 1.8, 1.9, 2]
        #expect(try DBSCAN(border.span, dimension: 1, parameters: DBSCANParameters(radius: 0.85, minimumPoints: 4)).labels == [0, 0, 0, 0, 1, 1, 1])
    }

    /// Any source of ranges serves.
    @Test func anotherSourceServes() throws {
        struct Ring: RangeSource {
            let count = 8
            func within(_ radius: Double, of points: [UInt32]) -> NeighborLists {
                NeighborLists(points.map { point in point < 4 ? (0..<4).filter { $0 != point }.map { (id: $0, distance: 0) } : [] })
            }
        }
        #expect(try DBSCAN(Ring(), parameters: DBSCANParameters(radius: 1, minimumPoints: 3)).labels == [0, 0, 0, 0, -1, -1, -1, -1])
    }

    @Test func wrongInputIsRefused() {
        let points: [Float] = [0, 1, 2]
        for parameters in [DBSCANParameters(radius: 0), DBSCANParameters(radius: .nan), DBSCANParameters(radius: 1, minimumPoints: 0)] {
            #expect(throws: ClusteringError.self) { try DBSCAN(points.span, dimension: 1, parameters: parameters) }
        }
        #expect(throws: ClusteringError.self) { try DBSCAN(points.span, dimension: 2, parameters: DBSCANParameters(radius: 1)) }
        let stopped = #expect(throws: ClusteringError.self) { try DBSCAN(points.span, dimension: 1, parameters: DBSCANParameters(radius: 1), isCancelled: { true }) }
        #expect(stopped?.code == .cancelled)
    }
}
