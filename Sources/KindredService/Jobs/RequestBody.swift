import Kindred

/// The members of a request's body; those that nobody reads are refused, so that a misspelt one is not passed over in silence.
struct RequestBody {
    let object: JSONObject

    /// - Throws: `RequestError.badRequest` for a member that is not known.
    init(_ object: JSONObject, known: [String]) throws {
        if let key = object.keys.first(where: { !known.contains($0) }) {
            throw RequestError(.badRequest, "unknown field `\(key)`, expected one of \(known.map { "`\($0)`" }.joined(separator: ", "))")
        }
        self.object = object
    }

    subscript(name: String) -> JSONValue? { Body.member(object, name) }

    func string(_ name: String) throws -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.stringValue else { throw Body.wrong(value, name, "a string") }
        return text
    }

    func bool(_ name: String) throws -> Bool? {
        guard let value = self[name] else { return nil }
        guard let bool = value.boolValue else { throw Body.wrong(value, name, "true or false") }
        return bool
    }

    func int(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        try self[name].map { Int(try Body.unsigned($0, name, from: UInt64(range.lowerBound), to: UInt64(range.upperBound))) }
    }

    /// A number above the lower bound and at most the upper one.
    func number(_ name: String, above least: Double, upTo most: Double) throws -> Double? {
        guard let value = self[name] else { return nil }
        guard let number = value.doubleValue else { throw Body.wrong(value, name, "a number") }
        guard number > least, number <= most else { throw RequestError(.validation, "\(name): value \(number) invalid, must be above \(least) and at most \(most)") }
        return number
    }

    /// One of the names of an enumeration.
    func word<Word: CaseIterable & RawRepresentable>(_ name: String, _ type: Word.Type) throws -> Word? where Word.RawValue == String {
        try self[name].flatMap { Word(rawValue: try Body.word($0, name, Word.allCases.map(\.rawValue))) }
    }

    /// A filter as people write it, or as the wire API does; checked, and as text.
    func filter(_ name: String) throws -> String? {
        guard let value = self[name] else { return nil }
        let text = value.stringValue ?? value.jsonText
        do { _ = try Filter(parsingTextOrJSON: text) } catch let error as StorageError { throw RequestError(.badRequest, "\(name): \(error.message)") }
        return text
    }

    func path(_ name: String) throws -> String? {
        guard let text = try string(name) else { return nil }
        do { _ = try PayloadPath(parsing: text) } catch let error as StorageError { throw RequestError(.badRequest, "\(name): \(error.message)") }
        return text
    }
}

extension Operations {
    /// The configuration of a dense vector with one row a point.
    ///
    /// - Throws: `RequestError`: `notFound` for the collection, `wrongInput` for a vector that is not there or is of another form.
    func denseVector(_ vector: String, of collection: VectorCollection) throws -> VectorConfiguration {
        let configuration = collection.configuration
        guard let found = configuration.vectors[vector] else {
            guard configuration.sparseVectors[vector] == nil else { throw RequestError(.wrongInput, "vector \"\(vector)\" is sparse; a dense one is needed") }
            throw RequestError(.wrongInput, "Not existing vector name error: \(vector)")
        }
        guard !found.isMultivector else { throw RequestError(.wrongInput, "vector \"\(vector)\" has several rows a point; a dense one is needed") }
        return found
    }
}
