import Foundation
import KindredMath
import Testing

@testable import KindredService

/// Folders of pictures that differ by their grey.
final class Faces {
    let scratch: Scratch
    var path: String { scratch.path("faces") }

    init(_ names: [String] = []) throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (number, name) in names.enumerated() { try add(name, grey: UInt8(number % 251)) }
    }

    /// A map of 4 × 3 pixels of one grey.
    func add(_ name: String, grey: UInt8) throws { try add(name, bytes: Array("P5 4 3 255\n".utf8) + [UInt8](repeating: grey, count: 12)) }

    func add(_ name: String, bytes: [UInt8]) throws {
        let file = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
    }

    /// Everything read: the grey of each picture, and what was left out.
    func read(list: String? = nil, skips: Bool = false, threads: Int = 1) throws -> (paths: [String], greys: [Int], skipped: [FileError]) {
        let folder = try IdentityFolder(path, list: list)
        var reading = PictureReading(side: 2), paths: [String] = [], greys: [Int] = []
        (reading.skipsUnreadable, reading.threads) = (skips, threads)
        let skipped = try reading.read(folder) { pixels, places in
            #expect(pixels.columns == 4 && pixels.rows == places.count)
            paths += places.map { folder.rows[$0].path }
            greys += (0..<pixels.rows).map { Int((pixels.row($0)[0] * 255).rounded()) }
        }
        return (paths, greys, skipped)
    }
}

@Suite struct IdentityFolderTests {
    @Test func theOrderIsThatOfTheNames() throws {
        let faces = try Faces(["b/2.pgm", "a/9.pgm", "b/10.pgm", "B/1.pgm", "a/é.pgm", "a/Z.PGM", "c/only.pgm", "a/.hidden.pgm", "a/notes.txt", "a/deeper/1.pgm", ".git/1.pgm"])
        try Data("x".utf8).write(to: URL(fileURLWithPath: faces.path + "/pairs.txt"))
        let folder = try IdentityFolder(faces.path + "/")
        #expect(folder.rows.map(\.path) == ["B/1.pgm", "a/9.pgm", "a/Z.PGM", "a/é.pgm", "b/10.pgm", "b/2.pgm", "c/only.pgm"])
        #expect(folder.rows.map(\.identity) == ["B", "a", "a", "a", "b", "b", "c"] && folder.faults.isEmpty)
        #expect(try faces.read().greys == [3, 1, 5, 4, 2, 0, 6])
    }

    /// More pictures than are read at once, on any number of threads.
    @Test func threadsChangeNothing() throws {
        let faces = try Faces((0..<600).map { "p\($0 % 7)/\($0).pgm" })
        try faces.add("p3/20.pgm", bytes: [1, 2, 3])
        let one = try faces.read(skips: true)
        #expect(one.paths.count == 600 && one.skipped.count == 1)
        for threads in [2, 3, 8] {
            let many = try faces.read(skips: true, threads: threads)
            #expect(many.paths == one.paths && many.greys == one.greys && many.skipped == one.skipped)
        }
    }

    @Test func whatCannotBeReadIsNamedOrSkipped() throws {
        let faces = try Faces(["a/1.pgm", "a/4.pgm", "b/1.pgm"])
        try faces.add("a/2.pgm", bytes: Array("P5 4 3 255\nabc".utf8))
        try faces.add("a/3.png", bytes: [])
        try faces.add("b/2.pgm", bytes: Array("P5 99999 99999 255\n".utf8))
        try FileManager.default.createDirectory(atPath: faces.path + "/none", withIntermediateDirectories: true)
        let read = try faces.read(skips: true)
        #expect(read.greys == [0, 1, 2])
        #expect(read.skipped.map { $0.path.split(separator: "/").suffix(2).joined(separator: "/") } == ["faces/none", "a/2.pgm", "a/3.png", "b/2.pgm"])
        #expect(read.skipped.last?.code == .tooLarge)
        try FileManager.default.removeItem(atPath: faces.path + "/none")
        let error = #expect(throws: FileError.self) { try faces.read(threads: 4) }
        #expect(error?.path.hasSuffix("a/2.pgm") == true && error?.message.contains("--skip-unreadable") == true)
    }

    @Test func nothingOutsideTheFolderIsRead() throws {
        let faces = try Faces(["a/1.pgm", "b/1.pgm"]), outside = try Faces(["x/7.pgm"])
        try faces.link("a/2.pgm", to: outside.path + "/x/7.pgm")
        try faces.link("a/3.pgm", to: "../b/1.pgm")
        try faces.link("a/4.pgm", to: "nowhere.pgm")
        try faces.link("c", to: outside.path + "/x")
        try faces.link("d", to: "b")
        let read = try faces.read(skips: true)
        #expect(read.paths == ["a/1.pgm", "a/3.pgm", "b/1.pgm", "d/1.pgm"] && read.greys == [0, 1, 1, 1])
        #expect(read.skipped.map { String($0.path.suffix(7)) }.map { $0.contains("c") } == [true, false, false])
        #expect(read.skipped[0].message.contains("leads out") && read.skipped[1].message.contains("leads out") && read.skipped[2].code == .missing)
        let error = #expect(throws: FileError.self) { try faces.read() }
        #expect(error?.path == faces.path + "/c")
        let list = try faces.scratch.file("list.txt", "x c/7.pgm\n")
        #expect(throws: FileError.self) { try faces.read(list: list) }
    }

    /// A pipe would wait for its writer.
    @Test func pipesAreNoPictures() throws {
        let faces = try Faces(["a/1.pgm"])
        #expect(mkfifo(faces.path + "/a/2.pgm", 0o600) == 0)
        let read = try faces.read(skips: true)
        #expect(read.greys == [0] && read.skipped.first?.message == "is no file")
    }

    @Test func wrongFoldersAreRefused() throws {
        let empty = try Faces()
        expectFileError(.empty, "holds no folder of pictures") { _ = try IdentityFolder(empty.path) }
        expectFileError(.missing, "no such folder") { _ = try IdentityFolder(empty.path + "/x") }
        expectFileError(.unreadable, "is no folder of pictures") { _ = try IdentityFolder(empty.scratch.file("f", "x")) }
        let stray = try Faces(["a/1.pgm", "2.pgm"])
        expectFileError(.malformed, "lies in no identity's folder") { _ = try IdentityFolder(stray.path) }
        let damaged = try Faces()
        try damaged.add("a/1.pgm", bytes: [0])
        expectFileError(.empty, "holds no picture that can be read") { _ = try damaged.read(skips: true) }
    }

    @Test func listsChooseAndOrder() throws {
        let faces = try Faces(["a/1.pgm", "a/2.pgm", "b/1.pgm"])
        let list = try faces.scratch.file("list.tsv", "z\tb/1.pgm\ny\ta/2.pgm\n")
        #expect(try faces.read(list: list).greys == [2, 1])
        #expect(try IdentityFolder(faces.path, list: list).rows.map(\.identity) == ["z", "y"])
        expectFileError(.malformed, "list.txt: line 1: the path \"../a/1.pgm\" does not stay inside the folder") {
            _ = try IdentityFolder(faces.path, list: faces.scratch.file("list.txt", "a ../a/1.pgm"))
        }
        let missing = try faces.scratch.file("missing.txt", "a a/1.pgm\na a/7.pgm\n")
        let error = #expect(throws: FileError.self) { try faces.read(list: missing) }
        #expect(error?.code == .missing)
        #expect(try faces.read(list: missing, skips: true).skipped.count == 1)
    }

    @Test func picturesAreLabelledByTheirFolders() throws {
        let faces = try Faces(["a/1.pgm", "a/2.pgm", "b/1.pgm"])
        let (rows, _) = try LabelledRows.pictures(IdentityFolder(faces.path), PictureReading(side: 3))
        #expect(rows.labels == [0, 0, 1] && rows.classes == ["a", "b"] && rows.rows.columns == 9)
        let alone = try Faces(["a/1.pgm", "b/1.pgm"]), one = try Faces(["a/1.pgm", "a/2.pgm"])
        expectFileError(.malformed, "no two pictures") { _ = try LabelledRows.pictures(IdentityFolder(alone.path), PictureReading(side: 3)) }
        expectFileError(.malformed, "one identity") { _ = try LabelledRows.pictures(IdentityFolder(one.path), PictureReading(side: 3)) }
    }

    #if Pictures
    /// PNG and JPEG of one picture become nearly the same row, and damaged ones are left out.
    @Test func compressedPicturesAreRows() throws {
        let fixtures = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/Pictures"), faces = try Faces()
        for name in ["rgb.png", "rgb.jpg", "progressive.jpg", "cut-rgb.png", "cut-rgb.jpg", "cmyk.jpg"] {
            try faces.add("a/\(name)", bytes: bytes(of: fixtures.appendingPathComponent(name).path))
        }
        let folder = try IdentityFolder(faces.path)
        var reading = PictureReading(width: 6, height: 4), rows: [[Float]] = []
        (reading.skipsUnreadable, reading.threads) = (true, 3)
        let skipped = try reading.read(folder) { pixels, _ in rows += (0..<pixels.rows).map { pixels.row($0) } }
        #expect(rows.count == 3 && skipped.map { String($0.path.split(separator: "/").last ?? "") } == ["cmyk.jpg", "cut-rgb.jpg", "cut-rgb.png"])
        for row in rows { for (a, b) in zip(row, rows[0]) { #expect(abs(a - b) < 0.02) } }
    }
    #endif
}
