#if Server
import Foundation
import KindredService
import Logging
import Synchronization

/// Writes each message as one line of JSON.
///
///     {"time":"2026-11-30T05:20:00.5Z","level":"warning","label":"kindred.rest","message":"slow request","metadata":{"status":200}}
///
/// Integers, decimals and booleans among the metadata stay what they are; everything else is text. What cannot be written is lost:
/// there is nowhere left to say so.
struct JSONLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let write: @Sendable ([UInt8]) -> Void

    /// A handler that gives whole lines, ends included, to `write`, which may be called from any thread.
    init(label: String, write: @escaping @Sendable ([UInt8]) -> Void = Self.toStandardError) {
        self.label = label
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line: JSONObject = [
            "time": .string(Timestamp.now.description), "level": .string(event.level.rawValue), "label": .string(label), "message": .string("\(event.message)"),
        ]
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        if !all.isEmpty { line["metadata"] = .object(Self.object(all)) }
        if let error = event.error { line["error"] = .string("\(error)") }
        write(line.jsonBytes + [UInt8(ascii: "\n")])
    }

    private static func object(_ metadata: Logger.Metadata) -> JSONObject {
        JSONObject(metadata.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) })
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .array(let values): .array(values.map(json))
        case .dictionary(let values): .object(object(values))
        case .stringConvertible(let value as Int): .int(Int64(value))
        case .stringConvertible(let value as Double) where value.isFinite: .double(value)
        case .stringConvertible(let value as Bool): .bool(value)
        case .stringConvertible(let value): .string("\(value)")
        }
    }

    /// Lines of several threads must not mix.
    private static let turn = Mutex(())

    @Sendable private static func toStandardError(_ line: [UInt8]) {
        turn.withLock { _ in try? FileHandle.standardError.write(contentsOf: Data(line)) }
    }
}
#endif
