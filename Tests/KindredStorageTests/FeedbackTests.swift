import Foundation
import KindredStorage
import Testing

/// The ledger of choices: recorded durably, listed as given, forgotten for good.
@Suite struct FeedbackTests {
    private func message(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return "\(error)" }
        return nil
    }

    @Test func isKeptListedAndForgotten() throws {
        let folder = try TemporaryFolder()
        let uuid = try PointID(parsing: "b2f5a0c8-7d1e-4f0a-9a34-0123456789ab")
        let choices = [
            Feedback(anchor: .point(1), positive: 2, negative: 3, weight: 0.5, source: "clicks", time: Timestamp(microseconds: 1_000)),
            Feedback(anchor: .vector([0.25, -1]), positive: uuid, source: "editor", time: Timestamp(microseconds: 2_000)),
            Feedback(anchor: .point(uuid), negative: 2, source: "clicks", time: Timestamp(microseconds: 3_000)),
        ]
        do {
            let database = try folder.database()
            let collection = try database.createCollection("c", .init(dimension: 2))
            try collection.record(choices)
            try database.close()
        }
        let database = try folder.database()
        let collection = try database.collection("c")
        #expect(try collection.feedback().map(\.feedback) == choices)
        #expect(try collection.feedback(.init(source: "clicks")).map(\.number) == [1, 3])
        #expect(try collection.feedback(.init(point: 2)).map(\.number) == [1, 3])
        #expect(try collection.feedback(.init(point: uuid)).map(\.number) == [2, 3])
        #expect(try collection.feedback(.init(before: Timestamp(microseconds: 2_500))).map(\.number) == [1, 2])
        #expect(try collection.forgetFeedback(.init(source: "clicks", before: Timestamp(microseconds: 2_000))) == 1)
        #expect(try collection.feedback().map(\.number) == [2, 3])
        #expect(try collection.forgetFeedback(.init()) == 2)
        try collection.record([choices[0]])
        #expect(try collection.feedback().map(\.number) == [4])
    }

    @Test func refusesWhatSaysNothing() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        let collection = try database.createCollection("c", .init(dimension: 2))
        #expect(message { try collection.record([Feedback(anchor: .point(1))]) } == "feedback names neither a positive nor a negative point")
        #expect(message { try collection.record([Feedback(anchor: .point(1), positive: 1)]) } == "point 1 is compared with itself")
        #expect(message { try collection.record([Feedback(anchor: .point(1), positive: 2, negative: 2)]) } == "point 2 is both positive and negative")
        #expect(message { try collection.record([Feedback(anchor: .point(1), positive: 2, weight: 0)]) } == "weight 0.0 is not above 0")
        #expect(message { try collection.record([Feedback(anchor: .vector([1]), positive: 2)]) } == "the anchor has dimension 1, the collection has 2")
        #expect(message { try collection.record([Feedback(anchor: .point(1), positive: 2, using: "b")]) }?.contains("no vector named") == true)
        let good = Feedback(anchor: .point(1), positive: 2)
        #expect(message { try collection.record([good, Feedback(anchor: .vector([1, .nan]), positive: 2)]) }?.hasPrefix("feedback 2: ") == true)
        #expect(try collection.feedback() == [])
    }
}
