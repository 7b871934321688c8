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
    private let path: String
    private let logger: Logger
    private let file: Mutex<AppendedFile>
    /// Writing waits for the disk; threads that serve must not.
    private let queue = DispatchQueue(label: "kindred.audit")

    /// Opens the file, or makes it, readable by nobody else.
    /// - Throws: `ServingError.unwritable`.
    init(path: String, logger: Logger) throws(ServingError) {
        self.path = path
        self.logger = logger
        do {
            file = Mutex(try AppendedFile(path))
        } catch {
            throw ServingError(.unwritable, "audit log \(path) cannot be opened: \(error)")
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
                if !file.hasItsName { file = try AppendedFile(path) }
                try file.append(Data((line + "\n").utf8))
            }
        } catch {
            logger.error("an act could not be written to the audit log", metadata: ["path": "\(path)", "act": "\(line)", "reason": "\(error)"])
        }
    }
}
#endif
