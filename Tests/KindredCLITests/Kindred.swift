import Foundation
import Testing

@testable import KindredCLI
@testable import KindredService

/// Runs the built `kindred` against a database of its own.
final class Kindred {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
        /// The JSON objects of the output, one per line.
        var json: [JSONObject] { output.split(separator: "\n").compactMap { try? JSONObject(parsing: String($0)) } }
    }

    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var database: String { path("db") }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        return path(name)
    }

    /// A `.npy` file of values.
    func npy(_ name: String, _ values: [Float], dimension: Int) throws -> String {
        try VectorFileWriter.npy(values, dimension: dimension, to: path(name))
        return path(name)
    }

    /// Prepares a run; the database is given unless the arguments name one.
    func process(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = arguments + (arguments.contains("--database") ? [] : ["--database", database])
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs to the end.
    @discardableResult
    func run(_ arguments: String..., input: String? = nil) throws -> Result {
        let process = try process(arguments)
        let (output, errors, entrance) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        if input != nil { process.standardInput = entrance }
        try process.run()
        if let input {
            try entrance.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try entrance.fileHandleForWriting.close()
        }
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let status = process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus
        return Result(status: status, output: String(decoding: text, as: UTF8.self), errors: String(decoding: complaint, as: UTF8.self))
    }

    /// Runs, and fails the test when the command fails.
    @discardableResult
    func succeed(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> Result {
        try succeedAll(arguments, sourceLocation: sourceLocation)
    }

    /// The same, of a list.
    @discardableResult
    func succeedAll(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> Result {
        let process = try process(arguments)
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "kindred \(arguments.joined(separator: " ")): \(complaint)", sourceLocation: sourceLocation)
        return Result(status: process.terminationStatus, output: String(decoding: text, as: UTF8.self), errors: complaint)
    }

    /// Starts an import with `--json`, sends a signal once `batches` were acknowledged, and returns what was acknowledged last.
    func interruptImport(_ arguments: [String], after batches: Int, with signal: Int32) throws -> (acknowledged: Int, status: Int32, errors: String) {
        let process = try process(["import"] + arguments + ["--json"])
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        var lines = LineCollector()
        var isSent = false
        while case let bytes = output.fileHandleForReading.availableData, !bytes.isEmpty {
            lines.add(bytes)
            if lines.count >= batches, !isSent {
                kill(process.processIdentifier, signal)
                isSent = true
            }
        }
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let last = try lines.last.map { try JSONObject(parsing: $0) }?["acknowledged"]?.intValue
        return (Int(last ?? 0), process.terminationStatus, complaint)
    }

    /// The program beside the tests.
    private static func executable() throws -> URL {
        let places = [URL(fileURLWithPath: CommandLine.arguments[0])] + Bundle.allBundles.map(\.bundleURL)
        let found = places.map { $0.deletingLastPathComponent().appendingPathComponent("kindred") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
        return try #require(found, "kindred is not built beside the tests")
    }
}

/// Values in -1…1 that are the same every time (SplitMix64).
func pseudorandom(_ count: Int, seed: UInt64) -> [Float] {
    (0..<UInt64(count)).map { index in
        var z = (seed << 32 &+ index &+ 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Float((z ^ (z >> 31)) >> 40) / Float(1 << 23) - 1
    }
}
