#if Server
import Kindred
import KindredService

extension PointsUpdate {
    /// Whole points to be stored.
    init(_ message: Qdrant_UpsertPoints) throws {
        self = .upsert(
            try message.points.map { try Point($0) }, mode: message.hasUpdateMode ? try UpdateMode(message.updateMode) : .upsert,
            filter: message.hasUpdateFilter ? try Filter(message.updateFilter) : nil)
    }

    /// Points to be removed.
    init(_ message: Qdrant_DeletePoints) throws { self = .delete(try PointsSelection(message.points)) }

    /// Vectors to be set.
    init(_ message: Qdrant_UpdatePointVectors) throws {
        self = .updateVectors(try message.points.map { try Point($0) }, filter: message.hasUpdateFilter ? try Filter(message.updateFilter) : nil)
    }

    /// Vectors to be removed.
    init(_ message: Qdrant_DeletePointVectors) throws { self = .deleteVectors(message.vectors.names, try PointsSelection(message.pointsSelector)) }

    /// Keys of payloads to be set.
    init(setting message: Qdrant_SetPayloadPoints) throws {
        self = .setPayload(
            try JSONObject(message.payload), at: message.hasKey ? try PayloadPath(parsing: message.key) : nil, try PointsSelection(message.pointsSelector))
    }

    /// Payloads to be replaced.
    init(overwriting message: Qdrant_SetPayloadPoints) throws {
        self = .overwritePayload(
            try JSONObject(message.payload), at: message.hasKey ? try PayloadPath(parsing: message.key) : nil, try PointsSelection(message.pointsSelector))
    }

    /// Parts of payloads to be removed.
    init(_ message: Qdrant_DeletePayloadPoints) throws {
        self = .deletePayload(try message.keys.map { try PayloadPath(parsing: $0) }, try PointsSelection(message.pointsSelector))
    }

    /// Payloads to be removed.
    init(_ message: Qdrant_ClearPayloadPoints) throws { self = .clearPayload(try PointsSelection(message.points)) }
}

extension PointsUpdate {
    /// One change of a batch.
    init(_ message: Qdrant_PointsUpdateOperation) throws {
        switch message.operation {
        case .upsert(let list): self = try Self.upsert(list)
        case .deletePoints(let selected): self = .delete(try PointsSelection(selected.points))
        case .deleteDeprecated(let selector): self = .delete(try PointsSelection(selector))
        case .setPayload(let change): self = try Self.setPayload(change)
        case .overwritePayload(let change): self = try Self.overwritePayload(change)
        case .deletePayload(let change):
            self = .deletePayload(try change.keys.map { try PayloadPath(parsing: $0) }, try PointsSelection(change.pointsSelector))
        case .clearPayload_p(let selected): self = .clearPayload(try PointsSelection(selected.points))
        case .clearPayloadDeprecated_p(let selector): self = .clearPayload(try PointsSelection(selector))
        case .updateVectors(let change):
            self = .updateVectors(try change.points.map { try Point($0) }, filter: change.hasUpdateFilter ? try Filter(change.updateFilter) : nil)
        case .deleteVectors(let change): self = .deleteVectors(change.vectors.names, try PointsSelection(change.pointsSelector))
        case nil: throw RequestError.unset("operation")
        }
    }

    private static func upsert(_ list: Qdrant_PointsUpdateOperation.PointStructList) throws -> PointsUpdate {
        .upsert(
            try list.points.map { try Point($0) }, mode: list.hasUpdateMode ? try UpdateMode(list.updateMode) : .upsert,
            filter: list.hasUpdateFilter ? try Filter(list.updateFilter) : nil)
    }

    private static func setPayload(_ change: Qdrant_PointsUpdateOperation.SetPayload) throws -> PointsUpdate {
        .setPayload(
            try JSONObject(change.payload), at: change.hasKey ? try PayloadPath(parsing: change.key) : nil, try PointsSelection(change.pointsSelector))
    }

    private static func overwritePayload(_ change: Qdrant_PointsUpdateOperation.OverwritePayload) throws -> PointsUpdate {
        .overwritePayload(
            try JSONObject(change.payload), at: change.hasKey ? try PayloadPath(parsing: change.key) : nil, try PointsSelection(change.pointsSelector))
    }
}
#endif
