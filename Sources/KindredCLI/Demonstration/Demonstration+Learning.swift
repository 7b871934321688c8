import Foundation
import KindredService

extension Demonstration {
    /// What the entries' categories teach, and how neighbours move.
    mutating func learning() throws {
        let operations = try Operations(path: database)
        defer { try? operations.close() }
        title("5. What is alike, learned: the 45 categories of the 5,000 entries teach, held-out entries judge")
        var request = LearnRequest(collection: "glosses", supervision: .label("category"), plan: TrainingPlan(loss: .normalizedSoftmax, encoder: .mlp))
        (request.plan.seed, request.plan.epochs, request.plan.hidden) = (1, 60, [512])
        request.threads = ProcessInfo.processInfo.activeProcessorCount
        let report = try operations.learn(request), judgement = report.judgement
        let gain = [judgement.gain.mean, judgement.gain.lower, judgement.gain.upper].map { Text.fixed($0, 3) }
        say(
            "\(judgement.figure) of entries that did not teach: \(Text.fixed(judgement.before, 3)) before, \(Text.fixed(judgement.after, 3)) after \(Text.duration(report.training.seconds)); gain \(gain[0]) (\(gain[1]) to \(gain[2]))."
        )
        figures["learning"] = .object(report.json)
        guard report.isPromoted else { return say("The gate refused it: \(judgement.refusal ?? "").") }
        say("The same collection is searched by it now; nothing was imported again.")
        for word in ["ratel", "whisper"] { try moved(operations, word) }
        let before = try operations.rollback("glosses")
        say("")
        say("kindred measures rollback went back to measure \(before), at once.")
    }

    private func moved(_ operations: Operations, _ word: String) throws {
        let page = try operations.database.collection("glosses").scroll(limit: 1, filter: try Filter(parsing: "word = \"\(word)\""))
        guard let point = page.points.first else { return }
        var request = MoveRequest(collection: "glosses", start: .point(point.id))
        request.limit = 4
        let moved = try operations.explain(request)
        say("")
        say("\(word) (\(point.payload["category"]?.stringValue ?? "")) is near:")
        for row in moved.rows {
            let place = [row.before, row.after].map { ($0.map(String.init) ?? "far").leading(4) }
            let words = (row.payload["words"]?.arrayValue ?? []).prefix(2).compactMap(\.stringValue).joined(separator: ", ")
            say("    \(place[0]) → \(place[1])   \(words) (\(row.payload["category"]?.stringValue ?? ""))")
        }
    }
}

extension String {
    /// The text with spaces before it, at least `width` characters.
    fileprivate func leading(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
