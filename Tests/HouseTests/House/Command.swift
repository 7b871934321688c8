import Foundation

/// A program that was run to its end.
struct Command {
    let status: Int32
    let output: String

    /// Runs a program found in PATH; standard error goes with the output.
    ///
    /// - Throws: when it cannot be started.
    init(_ arguments: [String], in folder: URL = Repository.root) throws {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        status = process.terminationStatus
        output = String(decoding: data, as: UTF8.self)
    }
}
