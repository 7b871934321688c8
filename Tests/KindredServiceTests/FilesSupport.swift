import Foundation
import Testing

@testable import KindredService

/// The matrix in every fixture: see Fixtures/Files/make.py.
func expectedGrid(floating: Bool, signed: Bool) -> [Float] {
    (0..<15).map { Float($0 - (signed ? 7 : 0)) * (floating ? 0.5 : 1) }
}

func fixture(_ name: String) throws -> String {
    let folder = try #require(Bundle.module.resourceURL)
    return folder.appendingPathComponent("Fixtures/Files/\(name)").path
}

/// A folder that lives as long as the value.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
        return path(name)
    }

    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }
}

func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

/// Reads a file in batches of a size and puts them together.
func readAll(_ path: String, batch: Int, from row: Int = 0, options: VectorFileOptions = .init()) throws -> (values: [Float], rows: Int) {
    var reader = try VectorFile.open(path, options: options)
    if row > 0 { try reader.seek(toRow: row) }
    var values = [Float]()
    var rows = row
    while let batch = try reader.nextBatch(maxRows: batch) {
        #expect(batch.firstRow == rows)
        #expect(batch.values.count == batch.count * batch.dimension)
        values += batch.values
        rows += batch.count
        #expect(reader.nextRow == rows)
    }
    return (values, rows)
}

/// Runs `body`, which must throw a `FileError` of a code whose text is one line and contains `fragment`.
func expectFileError(_ code: FileError.Code, _ fragment: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) {
    do {
        try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as FileError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        #expect("\(error)".contains(fragment), "\(error)", sourceLocation: sourceLocation)
        #expect(!"\(error)".contains("\n"), sourceLocation: sourceLocation)
        #expect("\(error)".hasPrefix(error.path), sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error) is no FileError", sourceLocation: sourceLocation)
    }
}

/// Reads a whole file and its last row again; the outcome is rows or a `FileError`, nothing else.
func survives(_ path: String, options: VectorFileOptions = .init()) -> FileError? {
    do {
        var reader = try VectorFile.open(path, options: options)
        while try reader.nextBatch(maxRows: 2) != nil {}
        return nil
    } catch {
        return error
    }
}
