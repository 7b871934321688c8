import Kindred
import Testing

@testable import KindredService

/// What reads do once nobody waits for them, and that changes do not care.
@Suite struct DeadlineTests {
    private let scratch: Scratch
    private let operations: Operations

    init() throws {
        scratch = try Scratch()
        operations = try Operations(path: scratch.path("db"))
        try operations.create(CreateRequest(name: "c", configuration: CollectionConfiguration(vectors: ["": VectorConfiguration(dimension: 2, measure: .dot)])))
    }

    private func isLate(_ body: () throws -> Void) -> Bool {
        do {
            try Deadline.$current.withValue(.now - .seconds(1), operation: body)
            return false
        } catch {
            return (error as? RequestError)?.kind == .timeout
        }
    }

    @Test func readsEnd() throws {
        let late = [
            isLate { _ = try operations.query("c", PointsQuery()) },
            isLate { _ = try operations.facet("c", key: "n") },
            isLate { _ = try operations.distanceMatrix("c") },
        ]
        #expect(late == [true, true, false], "a matrix of no points has nothing to take long with")
    }

    @Test func changesAreMade() throws {
        let point = Point(id: 1, vector: [1, 2])
        #expect(!isLate { _ = try operations.update("c", .upsert([point])) })
        #expect(try operations.count("c", matching: nil) == 1)
    }

    @Test func whoHasTimeGetsAnAnswer() throws {
        let found = try Deadline.$current.withValue(.now + .seconds(60)) { try operations.query("c", PointsQuery()) }
        #expect(found.isEmpty)
    }
}
