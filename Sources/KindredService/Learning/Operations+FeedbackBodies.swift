public import Kindred

extension Operations {
    /// Records a list of choices as bodies say them: `{"anchor", "positive", "negative", "weight", "source", "time", "using"}`.
    ///
    /// - Returns: how many there were.
    /// - Throws: `RequestError`; nothing is recorded then.
    public func recordFeedback(_ name: String, _ body: JSONValue, using vector: String) throws -> Int {
        let collection = try collection(named: name)
        guard let list = body.arrayValue else { throw Body.wrong(body, "feedback", "a list") }
        let feedback = try list.enumerated().map { place, value in
            let object = try Body.object(value, "[\(place)]")
            do { return try Feedback(object, using: vector) } catch let error as StorageError { throw RequestError(.badRequest, "[\(place)]: \(error.message)") }
        }
        try collection.record(feedback)
        return feedback.count
    }

    /// The recorded choices as bodies say them, each with its `number`, the oldest first.
    ///
    /// - Throws: `RequestError`.
    public func feedbackOverview(_ name: String, _ selection: FeedbackSelection) throws -> [JSONObject] {
        try feedback(collection(named: name).name, selection).map { choice in
            var object = choice.feedback.json
            object["number"] = .int(choice.number)
            return object
        }
    }
}
