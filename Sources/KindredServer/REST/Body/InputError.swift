#if Server
import KindredService

/// What is wrong in a request as it was sent, and where.
///
/// Decoders throw it without a path; those who called them put their own step in front (`inside(_:)`), so that good requests pay nothing for paths.
struct InputError: Error, Equatable {
    /// What kind of wrong.
    enum Kind { case format, validation }
    /// The part of the request.
    enum Part: String {
        case body = "JSON body"
        case query = "query parameters"
        case path = "path parameters"
    }

    var kind: Kind
    var part = Part.body
    /// Such as `searches[0].limit`; empty for the whole.
    var path = ""
    var message: String

    /// It is not JSON, or of another type than wanted.
    static func format(_ message: String) -> InputError { InputError(kind: .format, message: message) }
    /// It is of the right type, and out of range.
    static func validation(_ message: String) -> InputError { InputError(kind: .validation, message: message) }
    /// A value out of range, in the words that clients compare.
    static func value(_ value: String, must: String) -> InputError { .validation("value \(value) invalid, must \(must)") }
    /// A value of another type than wanted.
    static func wrong(_ value: BodyValue, expected: String) -> InputError { .format("invalid type: \(value.summary), expected \(expected)") }

    /// The same under a member, an element or a path.
    func inside(_ step: String) -> InputError {
        var error = self
        error.path = path.isEmpty ? step : path.hasPrefix("[") ? step + path : "\(step).\(path)"
        return error
    }

    /// The whole sentence.
    var text: String {
        let place = path.isEmpty ? message : "\(path): \(message)"
        return switch kind {
        case .validation: "Validation error in \(part.rawValue): [\(place)]"
        case .format: "\(part == .body ? "Format" : "Deserialize") error in \(part.rawValue): \(place)"
        }
    }
}

/// Runs a decoder; errors of the input get `step` in front of their path.
func at<Value>(_ step: @autoclosure () -> String, _ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as InputError {
        throw error.inside(step())
    } catch let error as StorageError where error.code == .invalidArgument {
        throw InputError.format(error.message).inside(step())
    }
}
#endif
