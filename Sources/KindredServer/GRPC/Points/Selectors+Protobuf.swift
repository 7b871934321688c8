#if Server
import Kindred
import KindredService

extension PayloadSelector {
    /// Which parts of payloads a request wants.
    init(_ message: Qdrant_WithPayloadSelector) throws {
        switch message.selectorOptions {
        case .enable(let enabled): self = enabled ? .all : .none
        case .include(let paths): self = .include(try paths.fields.map { try PayloadPath(parsing: $0) })
        case .exclude(let paths): self = .exclude(try paths.fields.map { try PayloadPath(parsing: $0) })
        case nil: throw RequestError.unset("with_payload")
        }
    }
}

extension VectorSelector {
    /// Which vectors a request wants.
    init(_ message: Qdrant_WithVectorsSelector) throws {
        switch message.selectorOptions {
        case .enable(let enabled): self = enabled ? .all : .none
        case .include(let names): self = .names(names.names)
        case nil: throw RequestError.unset("with_vectors")
        }
    }
}

extension PointsSelection {
    /// Which points a request means.
    init(_ message: Qdrant_PointsSelector) throws {
        switch message.pointsSelectorOneOf {
        case .points(let list): self = .ids(try PointID.all(list.ids))
        case .filter(let filter): self = .filter(try Filter(filter))
        case nil: throw RequestError.unset("points_selector")
        }
    }
}

extension UpdateMode {
    /// What an upsert does with ids that are there, or not there yet.
    init(_ message: Qdrant_UpdateMode) throws {
        switch message {
        case .upsert: self = .upsert
        case .insertOnly: self = .insertOnly
        case .updateOnly: self = .updateOnly
        case .UNRECOGNIZED(let number): throw RequestError.unknown(number, "update_mode")
        }
    }
}
#endif
