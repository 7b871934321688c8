#if Server
import KindredService

extension JobQueue {
    /// The jobs on collections that a caller's operations reach, the newest first.
    func jobs(for operations: Operations) -> [Job] { jobs.filter { operations.reach.shows($0.collection) } }

    /// The number of a job that a caller's operations reach; whoever may not read its collection does not learn that there is one.
    /// - Parameter text: the number as the caller wrote it.
    /// - Throws: `RequestError`: `notFound`, `forbidden`.
    func number(_ text: String, for operations: Operations) throws -> Int {
        guard let id = Int(text), let job = job(id), operations.reach.shows(job.collection) else { throw RequestError(.notFound, "there is no job \(text)") }
        try operations.reach.check(job.collection, spoken: job.collection)
        return id
    }

    /// The job of that number as `find` gives it, unless it was forgotten meanwhile.
    func job(_ text: String, for operations: Operations, _ find: (Int) -> Job?) throws -> Job {
        let id = try number(text, for: operations)
        guard let job = find(id) else { throw RequestError(.notFound, "there is no job \(id)") }
        return job
    }
}

extension FeedbackSelection {
    /// The feedback that a caller means, as both doors say it.
    /// - Throws: `RequestError` for a point or a moment that is none.
    init(source: String?, point: String?, before: String?, vector: String?) throws {
        self.init(source: source, using: vector)
        if let point {
            guard let id = try? PointID(parsing: point) else { throw RequestError(.badRequest, "Can not recognize \"\(point)\" as point id") }
            self.point = id
        }
        if let before {
            guard let moment = Timestamp(before) else { throw RequestError(.badRequest, "before: \"\(before)\" is no date such as 2026-11-29T12:00:00Z") }
            self.before = moment
        }
    }

    /// Refuses to forget what nobody named, and everything besides something.
    func checkForgetting(all: Bool) throws(RequestError) {
        guard all != (self != FeedbackSelection()) else {
            throw RequestError(.badRequest, "name what to forget by source, point, before or vector, or say all=true")
        }
    }
}
#endif
