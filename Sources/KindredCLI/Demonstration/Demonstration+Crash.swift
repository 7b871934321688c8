import Foundation
import KindredService

extension Demonstration {
    /// Kills another Kindred in the middle of an import, reopens what it left, and compares with what it had acknowledged.
    mutating func crash() throws {
        title("4. Nothing acknowledged is lost: an import is killed with SIGKILL")
        let name = "killed"
        var operations = try Operations(path: database)
        try operations.create(CreateRequest(name: name, configuration: CollectionConfiguration(dimension: 384)))
        try operations.close()
        let acknowledged = try importAndKill(name)
        let start = ContinuousClock.now
        operations = try Operations(path: database)
        let count = try operations.count(name)
        let seconds = (ContinuousClock.now - start).inSeconds
        let problems = try operations.verify(name).filter { $0.severity == .damaged }
        say("The import had acknowledged \(Text.grouped(acknowledged)) of 5,000 points when it was killed.")
        say(
            "Reopened in \(Text.fixed(seconds * 1000, 0)) ms: \(Text.grouped(count)) points are there, and \(problems.isEmpty ? "every byte of them is sound" : "\(problems.count) problems were found")."
        )
        try operations.drop(name)
        try operations.close()
        figures["crash"] = ["acknowledged": .init(acknowledged), "found": .init(count), "sound": .bool(problems.isEmpty), "reopen_s": .seconds(seconds)]
        guard count >= acknowledged, problems.isEmpty else { throw Failure(Failure.Status.software, "\(count) points were found after the kill, \(acknowledged) had been acknowledged") }
    }

    /// Starts `kindred import`, kills it after 25 of its 100 durable batches, and returns the last number it acknowledged.
    private func importAndKill(_ name: String) throws -> Int {
        let process = Process()
        process.executableURL = Bundle.main.executableURL
        process.arguments = [
            "import", name, "\(data)/glosses/vectors.npy", "--payload", "\(data)/glosses/payload.jsonl", "--batch", "50", "--json", "--database", database,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        var lines = LineCollector()
        while case let bytes = pipe.fileHandleForReading.availableData, !bytes.isEmpty {
            lines.add(bytes)
            if lines.count >= 25 { kill(process.processIdentifier, SIGKILL) }
        }
        process.waitUntilExit()
        return lines.last.flatMap { try? JSONObject(parsing: $0)["acknowledged"]?.intValue }.map(Int.init) ?? 0
    }
}

/// Whole lines of a stream.
struct LineCollector {
    private(set) var count = 0
    private(set) var last: String?
    private var rest = [UInt8]()

    mutating func add(_ bytes: some Sequence<UInt8>) {
        rest.append(contentsOf: bytes)
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            last = String(decoding: rest[..<end], as: UTF8.self)
            count += 1
            rest.removeSubrange(...end)
        }
    }
}
