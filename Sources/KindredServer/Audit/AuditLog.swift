#if Server
import Foundation
import KindredService
import Logging
import Synchronization

/// A file that administrative acts are appended to, one line of JSON each, on the disk before the act is answered.
///
/// A file that was moved away, as programs that rotate logs do, is begun anew under its name. When a line cannot be written the act
/// stands, and the server's log says so with the line.
final class AuditLog: Sendable {
    /// The open file, and by what number the system knows it.
    private struct OpenFile {
        let handle: FileHandle
        let number: Int?
    }

    private let path: String
    private let logger: Logger
    private let file: Mutex<OpenFile>
    /// Writing waits for the disk; threads that serve must not.
    private let queue = DispatchQueue(label: "kindred.audit")

    /// Opens the file, or makes it, readable by nobody else.
    /// - Throws: `ServingError.unwritable`.
    init(path: String, logger: Logger) throws(ServingError) {
        self.path = path
        self.logger = logger
        do {
            file = Mutex(try Self.open(path))
        } catch {
            throw ServingError(.unwritable, "audit log \(path) cannot be opened: \(error.reason)")
        }
    }

    /// Writes an act down and waits until it is on the disk.
    func append(_ record: AuditRecord) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            queue.async { [self] in
                write(record)
                continuation.resume()
            }
        }
    }

    private func write(_ record: AuditRecord) {
        let line = record.json.jsonText
        do {
            try file.withLock { file in
                if file.number != Self.number(path) { file = try Self.open(path) }
                try file.handle.write(contentsOf: Data((line + "\n").utf8))
                // Pipes and terminals have nothing to be synced.
                if file.number != nil { try file.handle.synchronize() }
            }
        } catch {
            logger.error("an act could not be written to the audit log", metadata: ["path": "\(path)", "act": "\(line)", "reason": "\(error)"])
        }
    }

    /// Why a file cannot be opened.
    private struct OpenError: Error, CustomStringConvertible {
        let number: Int32
        var reason: String { NSError(domain: NSPOSIXErrorDomain, code: Int(number)).localizedDescription }
        var description: String { reason }
    }

    private static func open(_ path: String) throws(OpenError) -> OpenFile {
        let descriptor = Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OpenError(number: errno) }
        return OpenFile(handle: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), number: number(path))
    }

    /// The number of the regular file at a path.
    private static func number(_ path: String) -> Int? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path), attributes[.type] as? FileAttributeType == .typeRegular else { return nil }
        return attributes[.systemFileNumber] as? Int
    }
}
#endif
