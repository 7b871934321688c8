import Foundation
import Testing

/// A file system of 8 MiB in memory, so that a test can fill it.
final class SmallDisk {
    let url: URL
    private var ballast: URL { url.appending(path: "ballast") }

    /// Mounting needs root: elsewhere the tests that fill a disk cannot run, and say so.
    static let refusal: String? = {
        do {
            _ = try SmallDisk()
            return nil
        } catch { return "\(error)" }
    }()

    static var canMount: Bool {
        if let refusal { FileHandle.standardError.write(Data("SKIPPED, the disk-full tests: no tmpfs can be mounted here: \(refusal)\n".utf8)) }
        return refusal == nil
    }

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "kindred-disk-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        do { try Self.run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", url.path) } catch {
            try? FileManager.default.removeItem(at: url)
            throw error
        }
    }

    deinit {
        try? Self.run("umount", "-l", url.path)
        try? FileManager.default.removeItem(at: url)
    }

    var freeByteCount: Int {
        get throws { try #require(FileManager.default.attributesOfFileSystem(forPath: url.path)[.systemFreeSize] as? NSNumber).intValue }
    }

    /// Takes space until only so many bytes are free.
    func occupy(leaving bytes: Int) throws {
        let count = try freeByteCount - bytes
        if count > 0 { try Data(repeating: 7, count: count).write(to: ballast) }
    }

    /// Gives the space that `occupy` took back.
    func release() throws { try FileManager.default.removeItem(at: ballast) }

    private static func run(_ program: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CrashFailure(String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self))
        }
    }
}
