#if Server
import Foundation
import Kindred
import SwiftProtobuf
import Testing

extension ClientMessage {
    /// The message.
    func message<Message: SwiftProtobuf.Message>() throws -> Message {
        try Message(serializedBytes: try #require(Data(base64Encoded: bytes)))
    }

    /// The body.
    func body() throws -> JSONValue { try JSONValue(parsing: json) }
}

extension JSONValue {
    /// The value with the keys of all objects ascending: the protocol's maps have no order.
    var sorted: JSONValue {
        switch self {
        case .object(let object): .object(JSONObject(object.map { ($0.0, $0.1.sorted) }.sorted { $0.0 < $1.0 }))
        case .array(let values): .array(values.map(\.sorted))
        default: self
        }
    }
}
#endif
