#if Server
import Kindred
import KindredService
import SwiftProtobuf

extension PointID {
    /// The id of a message.
    init(_ message: Qdrant_PointId) throws {
        switch message.pointIDOptions {
        case .num(let number): self = .number(number)
        case .uuid(let text):
            guard let uuid = PointID(uuid: text) else { throw RequestError(.badRequest, "Unable to parse UUID: \(text)") }
            self = uuid
        case nil: throw RequestError.unset("id")
        }
    }

    /// The ids of messages.
    static func all(_ messages: [Qdrant_PointId]) throws -> [PointID] { try messages.map { try PointID($0) } }
}

extension Qdrant_PointId {
    /// The message of an id.
    init(_ id: PointID) {
        self.init()
        pointIDOptions =
            switch id {
            case .number(let number): .num(number)
            case .uuid: .uuid(id.description)
            }
    }
}

extension Timestamp {
    /// The moment of a message, to the microsecond.
    init(_ message: Google_Protobuf_Timestamp) throws {
        let (whole, overflow) = message.seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, carry) = whole.addingReportingOverflow(Int64(message.nanos / 1000))
        guard !overflow, !carry else { throw RequestError(.badRequest, "\(message.seconds) seconds are beyond all years") }
        self.init(microseconds: sum)
    }

    /// The moment that a text names.
    init(parsing text: String, _ field: String) throws {
        guard let moment = Timestamp(text) else { throw RequestError(.badRequest, "\(field): \"\(text)\" is not a date such as \"2024-06-15T12:30:00Z\"") }
        self = moment
    }
}

extension GeoPoint {
    /// The place of a message.
    init(_ message: Qdrant_GeoPoint) { self.init(latitude: message.lat, longitude: message.lon) }
}
#endif
