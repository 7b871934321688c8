import CrashWriter
import Foundation
import Testing

/// A writer in a process of its own, with its log.
struct CrashProcess {
    private let number: pid_t
    private let log: URL

    /// The program lies beside the test bundle.
    static func program() throws -> URL {
        let places = CommandLine.arguments.map { URL(filePath: $0) } + Bundle.allBundles.map(\.bundleURL) + [Bundle.main.executableURL].compactMap { $0 }
        var folders: [URL] = []
        for place in places {
            var folder = place
            while folder.path.count > 1, folders.count < 200 {
                folder.deleteLastPathComponent()
                folders.append(folder)
            }
        }
        let found = folders.map { $0.appending(path: "CrashWriter") }.first { FileManager.default.isExecutableFile(atPath: $0.path) && !$0.hasDirectoryPath && Self.isFile($0) }
        return try #require(found, "CrashWriter lies in none of \(Set(folders.map(\.path)).sorted())")
    }

    private static func isFile(_ url: URL) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: url.path))?[.type] as? FileAttributeType == .typeRegular
    }

    /// Starts the writer; what it says goes to `log`.
    init(_ script: String, folder: String, seed: UInt64, start: UInt64, log: URL) throws {
        self.log = log
        let program = try Self.program().path
        let arguments = [program, script, folder, "\(seed)", "\(start)"]
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
        var number: pid_t = 0
        let code = posix_spawn(&number, program, &actions, nil, &pointers, environ)
        guard code == 0 else { throw CrashFailure("could not start \(program): \(String(cString: strerror(code)))") }
        self.number = number
    }

    /// Kills the process without warning and returns once it is gone.
    ///
    /// - Throws: when it had ended by itself.
    func kill() throws {
        sysKill(number)
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        guard status & 0x7f == SIGKILL else {
            throw CrashFailure("the writer ended by itself with status \(status): \(try lines().last ?? "no line")")
        }
    }

    /// The whole lines of the log.
    func lines() throws -> [Substring] {
        let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        guard let end = text.lastIndex(of: "\n") else { return [] }
        return text[..<end].split(separator: "\n")
    }

    /// The writes that were acknowledged, and the one that was under way.
    func operations() throws -> (acknowledged: [CrashOperation], inFlight: CrashOperation?) {
        var acknowledged: [CrashOperation] = []
        var current: CrashOperation?
        for line in try lines() {
            if line == "=", let operation = current {
                acknowledged.append(operation)
                current = nil
            } else if line.hasPrefix("+ "), let operation = CrashOperation(line: line.dropFirst(2)), current == nil {
                current = operation
            } else {
                throw CrashFailure("the writer's log says: \(line)")
            }
        }
        return (acknowledged, current)
    }
}

private func sysKill(_ number: pid_t) { _ = kill(number, SIGKILL) }
