import Foundation
import Testing

extension Kindred {
    /// Runs what must be refused, and expects one line on standard error that says why, with a status.
    ///
    /// - Parameters:
    ///   - folder: where it runs; its own when nothing is said.
    ///   - status: any that is no success when nothing is said.
    func refuses(_ arguments: [String], in folder: URL? = nil, status: Int32? = nil, fragment: String = "", sourceLocation: SourceLocation = #_sourceLocation) throws {
        let process = try process(arguments), errors = Pipe()
        process.currentDirectoryURL = folder ?? self.folder
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let isRefused = status.map { process.terminationStatus == $0 } ?? (process.terminationStatus != 0)
        #expect(process.terminationReason == .exit && isRefused, "\(arguments): \(text)", sourceLocation: sourceLocation)
        #expect(text.hasPrefix("kindred: ") && text.hasSuffix("\n") && text.filter { $0 == "\n" }.count == 1, "\(text)", sourceLocation: sourceLocation)
        #expect(fragment.isEmpty || text.contains(fragment), "\(text)", sourceLocation: sourceLocation)
    }
}
