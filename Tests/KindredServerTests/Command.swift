#if Server
import Foundation
import Testing

/// Runs a program of the machine without holding a thread.
enum Command {
    /// Where a program lies; nil when the machine has none of the name.
    static func path(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end.
    /// - Returns: its exit status, and what it wrote to both of its outputs.
    @discardableResult
    static func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, text: String) {
        let process = Process(), output = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-output-\(UUID().uuidString)")
        process.executableURL = URL(fileURLWithPath: try #require(path(name)))
        process.arguments = arguments
        FileManager.default.createFile(atPath: output.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: output) }
        let file = try FileHandle(forWritingTo: output)
        process.standardOutput = file
        process.standardError = file
        process.standardInput = FileHandle.nullDevice
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        try file.close()
        return (status, String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }
}
#endif
