#if Server
import Hummingbird
import KindredService

extension Route {
    /// What other servers lack: figures, filters as people write them, measures, feedback.
    static let kindred: [Route] = [
        Route(.get, "/kindred/collections", .read) { exchange, writer in
            writer.object(["collections": .array(try exchange.operations.overview().map { .object($0) })])
        },
        Route(.post, "/kindred/filter", .read) { exchange, writer in
            let text = try exchange.tree().object().required("filter") { try $0.string() }
            let filter = try BodyValue.decoding { try Filter(parsingTextOrJSON: text) }
            writer.object(["filter": filter.json, "text": .string("\(filter)")])
        },
        ours(.post, "/query", .read) { exchange, writer in
            writer.queryResult(try at("internal") { try exchange.operations.query(exchange.collection, QueryDecoder.kindredQuery(exchange.tree())) })
        },
        ours(.get, "/measures", .read) { exchange, writer in
            let measures = try exchange.operations.measureOverview(exchange.collection, using: exchange.vector)
            writer.object(["measures": .array(measures.map { .object($0) })])
        },
        ours(.post, "/measures/promote", .maintain) { exchange, writer in
            writer.object(["serving": .init(try exchange.operations.promote(exchange.collection, exchange.object()))])
        },
        ours(.post, "/measures/rollback", .maintain) { exchange, writer in
            writer.object(["serving": .init(try exchange.operations.rollback(exchange.collection, exchange.object()))])
        },
        ours(.post, "/explain", .read) { exchange, writer in
            writer.object(try exchange.operations.explain(exchange.collection, exchange.object()).json)
        },
        ours(.get, "/recall", .read) { exchange, writer in
            let samples = try exchange.query.unsigned("samples", from: 1) ?? 100
            guard samples <= 1_000 else {
                throw InputError(kind: .validation, part: .query, path: "samples", message: "value \(samples) invalid, must be from 1 to 1000")
            }
            writer.object(try exchange.operations.recallOverview(exchange.collection, using: exchange.vector, samples: samples))
        },
        ours(.get, "/feedback", .read) { exchange, writer in
            writer.list(try exchange.operations.feedbackOverview(exchange.collection, exchange.selection())) { $0.object($1) }
        },
        ours(.post, "/feedback", .write) { exchange, writer in
            let count = try exchange.operations.recordFeedback(exchange.collection, exchange.tree().freeForm(), using: exchange.vector)
            writer.object(["recorded": .init(count)])
        },
        ours(.delete, "/feedback", .write) { exchange, writer in
            let selection = try exchange.selection(), all = try exchange.query.bool("all")
            try selection.checkForgetting(all: all)
            writer.object(["forgotten": .init(try exchange.operations.forgetFeedback(exchange.operations.collection(named: exchange.collection).name, selection))])
        },
    ]

    /// Long work: it is begun here, and watched by its number.
    static let jobs: [Route] = [
        ours(.post, "/learn", .maintain) { exchange, writer in
            writer.object(["job": .init(try exchange.door.jobs.learn(exchange.collection, exchange.object(), with: exchange.operations))])
        },
        ours(.post, "/tune", .read) { exchange, writer in
            writer.object(["job": .init(try exchange.door.jobs.tune(exchange.collection, exchange.object(), with: exchange.operations))])
        },
        ours(.post, "/evaluate", .read) { exchange, writer in
            writer.object(["job": .init(try exchange.door.jobs.evaluate(exchange.collection, exchange.object(), with: exchange.operations))])
        },
        ours(.post, "/attack", .read) { exchange, writer in
            writer.object(["job": .init(try exchange.door.jobs.attack(exchange.collection, exchange.object(), with: exchange.operations))])
        },
        ours(.post, "/cluster", .maintain) { exchange, writer in
            writer.object(["job": .init(try exchange.door.jobs.cluster(exchange.collection, exchange.object(), with: exchange.operations))])
        },
        Route(.get, "/kindred/jobs", .read) { exchange, writer in
            writer.object(["jobs": .array(exchange.door.jobs.jobs(for: exchange.operations).map { .object($0.summary) })])
        },
        Route(.get, "/kindred/jobs/{id}", .read) { exchange, writer in
            writer.object(try exchange.job { exchange.door.jobs.job($0) }.json)
        },
        Route(.post, "/kindred/jobs/{id}/cancel", .maintain) { exchange, writer in
            writer.object(try exchange.job { exchange.door.jobs.cancel($0) }.summary)
        },
    ]

    private static func ours(_ method: HTTPRequest.Method, _ path: String, _ need: Access.Need, _ handler: @escaping Handler) -> Route {
        Route(method, "/kindred/collections/{collection_name}" + path, need, handler)
    }
}

extension Exchange {
    /// The name of the vector that the address asks about; "" for the unnamed one.
    fileprivate var vector: String { query["vector"] ?? "" }

    /// The job that the address names, as `find` gives it.
    fileprivate func job(_ find: (Int) -> Job?) throws -> Job { try door.jobs.job(parameters["id"] ?? "", for: operations, find) }

    /// Which feedback the address means: `source`, `point`, `before`, `vector`.
    fileprivate func selection() throws -> FeedbackSelection {
        try FeedbackSelection(source: query["source"], point: query["point"], before: query["before"], vector: query["vector"])
    }
}
#endif
