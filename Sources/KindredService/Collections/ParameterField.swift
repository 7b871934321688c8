import Kindred

/// One member of an object of parameters, and what it may be.
struct ParameterField {
    /// What a member may be.
    enum Kind {
        /// A whole number from a bound on, up to another when there is one.
        case unsigned(from: UInt64 = 0, to: UInt64? = nil)
        /// A number within bounds.
        case number(ClosedRange<Double>)
        /// `true` or `false`.
        case bool
        /// One of some words.
        case word([String])
        /// A whole number or a word.
        case unsignedOr(String)
        /// An object whose values are objects with one whole number.
        case limits(String)
    }

    let name: String
    let kind: Kind

    init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    static let memory = ParameterField("memory", .word(["cold", "cached", "pinned"]))
}

extension [ParameterField] {
    /// The members of an object that are known here and not null, checked, in the order of the fields.
    func read(_ value: JSONValue, _ path: String) throws -> JSONObject {
        let object = try Body.object(value, path)
        var result = JSONObject()
        for field in self {
            guard let member = object[field.name], member != .null else { continue }
            result[field.name] = try field.read(member, Body.path(path, field.name))
        }
        return result
    }
}

extension ParameterField {
    fileprivate func read(_ value: JSONValue, _ path: String) throws -> JSONValue {
        switch kind {
        case .unsigned(let least, let most): return JSONValue(try Body.unsigned(value, path, from: least, to: most))
        case .number(let range):
            guard let number = value.doubleValue else { throw Body.wrong(value, path, "a number") }
            guard range.contains(number) else {
                throw RequestError(.validation, "\(path): value \(number) invalid, must be from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        case .bool:
            guard value.boolValue != nil else { throw Body.wrong(value, path, "true or false") }
            return value
        case .word(let words): return .string(try Body.word(value, path, words))
        case .unsignedOr(let word): return value.stringValue == word ? value : JSONValue(try Body.unsigned(value, path))
        case .limits(let inner):
            var result = JSONObject()
            for (key, member) in try Body.object(value, path) {
                result[key] = .object(try [ParameterField(inner, .unsigned(from: 1))].read(member, Body.path(path, "?")))
            }
            return .object(result)
        }
    }
}

/// Reads the values of a request's body and says what is wrong with them in the words of the wire API.
enum Body {
    static func path(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    static func wrong(_ value: JSONValue, _ path: String, _ wanted: String) -> RequestError {
        RequestError(.badRequest, "Format error in JSON body: \(path): invalid type: \(value.kind), expected \(wanted)")
    }

    static func object(_ value: JSONValue, _ path: String) throws -> JSONObject {
        guard let object = value.objectValue else { throw wrong(value, path, "an object") }
        return object
    }

    static func word(_ value: JSONValue, _ path: String, _ words: [String]) throws -> String {
        guard let word = value.stringValue else { throw wrong(value, path, "one of \(words.joined(separator: ", "))") }
        guard words.contains(word) else {
            throw RequestError(.badRequest, "Format error in JSON body: \(path): unknown variant `\(word)`, expected one of \(words.map { "`\($0)`" }.joined(separator: ", "))")
        }
        return word
    }

    static func unsigned(_ value: JSONValue, _ path: String, from least: UInt64 = 0, to most: UInt64? = nil) throws -> UInt64 {
        let number: UInt64
        switch value {
        case .int(let int) where int >= 0: number = UInt64(int)
        case .uint(let uint): number = uint
        default: throw wrong(value, path, "a whole number that is not negative")
        }
        guard number >= least, number <= most ?? .max else {
            let range = most.map { "from \(least) to \($0)" } ?? "\(least) or larger"
            throw RequestError(.validation, "\(path): value \(number) invalid, must be \(range)")
        }
        return number
    }

    /// A member that is there and not null.
    static func member(_ object: JSONObject, _ name: String) -> JSONValue? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }
}
