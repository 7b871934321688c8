import Foundation
import Kindred
import Testing

@testable import KindredService

/// Snapshots of collections and of databases: what goes in comes out, and what is not sound stays out.
@Suite struct SnapshotTests {
    private let scratch: Scratch
    private let operations: Operations

    init() throws {
        scratch = try Scratch()
        operations = try Operations(path: scratch.path("db"))
        let body = """
            {"vectors":{"a":{"size":2,"distance":"Cosine"},"m":{"size":2,"distance":"Dot","multivector_config":{"comparator":"max_sim"}}},
            "sparse_vectors":{"s":{"modifier":"idf"}},"strict_mode_config":{"enabled":true,"max_query_limit":50},"metadata":{"made":"here"}}
            """
        try operations.createCollection("c", try JSONObject(parsing: body))
        try fill("c", 1...40)
        _ = try operations.createFieldIndex("c", field: "n", schema: "integer")
        try operations.changeAliases([.create(alias: "other", collection: "c")])
    }

    private func fill(_ name: String, _ ids: ClosedRange<UInt64>) throws {
        let points = ids.map { number in
            let x = Float(number)
            return Point(
                id: .number(number), values: ["a": .dense([x, 1]), "m": .multi([[x, 2], [0, x]]), "s": .sparse(SparseVector(indices: [UInt32(number), 99], values: [x, 1]))],
                payload: ["n": .int(Int64(number)), "whole": .double(Double(number))])
        }
        _ = try operations.update(name, .upsert(points))
    }

    private func all(_ operations: Operations, _ name: String) throws -> [PointRecord] {
        try operations.scroll(name, limit: 50, withVectors: .all).points.map {
            var record = $0
            record.version = 0
            return record
        }
    }

    private func equal(_ a: [PointRecord], _ b: [PointRecord]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { $0.id == $1.id && $0.payload == $1.payload && $0.vectors == $1.vectors }
    }

    private func refusal(_ body: () throws -> Void) -> RequestError? {
        do { try body() } catch { return error as? RequestError }
        return nil
    }

    private func snapshot() throws -> (description: SnapshotDescription, bytes: [UInt8]) {
        let description = try operations.createSnapshot(of: .collection("c"))
        return (description, try bytes(of: try operations.snapshotFile(description.name, of: .collection("c")).url.path))
    }

    @Test func aCollectionComesBackWhole() throws {
        let before = try all(operations, "c"), described = try operations.describeCollection("c")
        let (description, bytes) = try snapshot()
        #expect(description.size == bytes.count && description.checksum == SHA256.hexadecimal(bytes) && description.name.hasSuffix(".snapshot"))
        #expect(try operations.snapshots(of: .collection("other")) == [description] && operations.snapshots(of: .database).isEmpty)
        _ = try operations.update("c", .delete(.filter(Filter())))
        try fill("c", 41...45)
        let file = try operations.snapshotFile(description.name, of: .collection("c")).url
        try operations.recoverCollection("c", from: file, checksum: description.checksum?.uppercased())
        #expect(equal(try all(operations, "c"), before))
        #expect(try operations.describeCollection("c") == described)
        #expect(try operations.count("other", matching: Filter(parsing: "n >= 11")) == 30)
        try fill("c", 41...42)
        #expect(try operations.count("c", matching: nil) == 42)

        try operations.recoverCollection("new", from: file)
        #expect(equal(try all(operations, "new"), before))
        #expect(try operations.aliases().map(\.collection) == ["c"])
        try operations.recoverCollection("other", from: file)
        #expect(try operations.count("c", matching: nil) == 40)
        try operations.deleteSnapshot(description.name, of: .collection("c"))
        #expect(try operations.snapshots(of: .collection("c")).isEmpty)
        #expect(refusal { _ = try operations.snapshotFile(description.name, of: .collection("c")) }?.kind == .notFound)
        try operations.close()
        let again = try Operations(path: scratch.path("db"))
        #expect(equal(try all(again, "new"), before))
        #expect(try again.collectionNames() == ["c", "new"])
        let folders = try FileManager.default.contentsOfDirectory(atPath: scratch.path("db/collections"))
        #expect(folders.count == 2)
    }

    @Test func aSealedCollectionComesBackWithItsIndexes() throws {
        try operations.optimize("c")
        let before = try all(operations, "c"), (description, _) = try snapshot()
        try operations.recoverCollection("d", from: try operations.snapshotFile(description.name, of: .collection("c")).url)
        #expect(equal(try all(operations, "d"), before))
        #expect(try operations.verify("d").isEmpty)
        #expect(try operations.info("d").segments.allSatisfy(\.isSealed))
    }

    @Test func aDatabaseComesBackWhole() throws {
        try operations.createCollection("d", ["vectors": ["size": 2, "distance": "Dot"]])
        let description = try operations.createSnapshot(of: .database)
        let file = try operations.snapshotFile(description.name, of: .database).url
        #expect(refusal { try operations.recoverCollection("e", from: file) }?.kind == .badRequest)
        try Operations.restore(fromSnapshot: file, to: scratch.path("again"))
        let again = try Operations(path: scratch.path("again"))
        #expect(try again.collectionNames() == ["c", "d"] && again.aliases().map(\.alias) == ["other"])
        #expect(equal(try all(again, "c"), try all(operations, "c")))
    }

    @Test func shardsKeepTheirOwn() throws {
        let description = try operations.createSnapshot(of: .shard("c"))
        #expect(try operations.snapshots(of: .collection("c")).isEmpty && operations.snapshots(of: .shard("c")) == [description])
    }

    @Test func everyDamageIsRefused() throws {
        let (description, bytes) = try snapshot()
        let before = try all(operations, "c")
        // Every byte of the header and of the first records, and a stride through the contents.
        let places = Array(0..<200) + Array(stride(from: 200, to: bytes.count, by: max(1, bytes.count / 150))) + Array(bytes.count - 24..<bytes.count)
        for place in places {
            var damaged = bytes
            damaged[place] ^= 0x41
            let path = try scratch.file("damaged.snapshot", damaged)
            #expect(refusal { try operations.recoverCollection("x", from: URL(filePath: path)) }?.kind == .badRequest, "byte \(place)")
        }
        for count in [0, 7, 31, 32, 40, bytes.count / 2, bytes.count - 1] {
            let path = try scratch.file("cut.snapshot", Array(bytes[..<count]))
            #expect(refusal { try operations.recoverCollection("c", from: URL(filePath: path)) }?.kind == .badRequest, "\(count) bytes")
        }
        let longer = try scratch.file("longer.snapshot", bytes + [0])
        #expect(refusal { try operations.recoverCollection("c", from: URL(filePath: longer)) }?.kind == .badRequest)
        let file = try operations.snapshotFile(description.name, of: .collection("c")).url
        let wrong = refusal { try operations.recoverCollection("c", from: file, checksum: String(repeating: "3", count: 64)) }
        #expect(wrong?.kind == .badRequest && wrong?.text.contains("checksum") == true)
        #expect(equal(try all(operations, "c"), before))
        #expect(try operations.collectionNames() == ["c"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("db/collections")).count == 1)
    }

    /// A file as the format says, whatever its members are called and say of themselves.
    private func archive(_ members: [(path: String, size: UInt64?, content: [UInt8])], kind: SnapshotArchive.Kind = .collection) -> [UInt8] {
        var bytes = SnapshotArchive.header(kind)
        for member in members {
            bytes += SnapshotArchive.record(SnapshotArchive.memberMark, path: member.path, member.size ?? UInt64(member.content.count))
            bytes += member.content + SnapshotArchive.littleEndian(SnapshotArchive.checksum(member.content))
        }
        return bytes + SnapshotArchive.record(SnapshotArchive.endMark, UInt64(members.count))
    }

    @Test(arguments: [
        "/etc/passwd", "../escape", "a/../../escape", "a//b", "", ".", "..", ".hidden", "a/.hidden", "a\\b", "a\u{0}b", "a\nb", "a/", "ü", "a/b/c/d/e/f/g/h/i",
        String(repeating: "x", count: 256), String(repeating: "x/", count: 600) + "x",
    ]) func pathsThatEscapeAreRefused(path: String) throws {
        let file = try scratch.file("escape.snapshot", archive([(path, nil, [1, 2, 3])]))
        #expect(refusal { try operations.recoverCollection("x", from: URL(filePath: file)) }?.kind == .badRequest)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("db/collections")).count == 1)
        #expect(!FileManager.default.fileExists(atPath: scratch.path("db/escape")) && !FileManager.default.fileExists(atPath: scratch.path("db/collections/escape")))
    }

    @Test func bombsAndNonsenseAreRefused() throws {
        let (ok, sqlite): ([UInt8], String) = ([1, 2, 3], "collection.sqlite")
        let archives = [
            archive([("big", 1 << 62, ok)]), archive([("big", .max, ok)]), archive([("big", 100, ok)]), archive([("a", nil, ok), ("a", nil, ok)]),
            archive([("a", nil, ok), ("a/b", nil, ok)]), archive([]), archive([(sqlite, nil, Array("not a database, whatever it says".utf8))]), archive([(sqlite, nil, [])]),
        ]
        for (number, bytes) in archives.enumerated() {
            let file = try scratch.file("bomb.snapshot", bytes)
            #expect(refusal { try operations.recoverCollection("x", from: URL(filePath: file)) }?.kind == .badRequest, "archive \(number)")
        }
        #expect(try operations.collectionNames() == ["c"])
    }

    @Test func filesElsewhereAreForbidden() throws {
        let (description, _) = try snapshot()
        let root = scratch.path("db/snapshots")
        #expect(try operations.snapshotFile(atPath: "\(root)/c/\(description.name)").lastPathComponent == description.name)
        for path in ["/etc/passwd", "\(root)/../catalog.sqlite", "\(root)", scratch.path("db/snapshots-of-another/x"), "\(root)/c/../../catalog.sqlite"] {
            #expect(refusal { _ = try operations.snapshotFile(atPath: path) }?.kind == .forbidden, "\(path)")
        }
        try FileManager.default.createSymbolicLink(atPath: "\(root)/c/link.snapshot", withDestinationPath: "/etc/passwd")
        #expect(refusal { _ = try operations.snapshotFile(atPath: "\(root)/c/link.snapshot") }?.kind == .forbidden)
        #expect(refusal { _ = try operations.snapshotFile("link.snapshot", of: .collection("c")) }?.kind == .notFound)
        #expect(refusal { _ = try operations.snapshotFile(atPath: "\(root)/c/none.snapshot") }?.kind == .notFound)
        #expect(refusal { _ = try operations.snapshotFile(atPath: "\(root)/c") }?.kind == .notFound)
        for name in ["..", "../c", "a/b", "", "x.snapshot", "\(description.name).checksum", ".hidden.snapshot"] {
            #expect(refusal { try operations.deleteSnapshot(name, of: .collection("c")) }?.kind == .notFound, "\(name)")
        }
        #expect(try operations.snapshots(of: .collection("c")) == [description])
    }

    @Test func locationsAreRead() throws {
        #expect(try SnapshotLocation(parsing: "file:///a%20b/c.snapshot") == .file(path: "/a b/c.snapshot"))
        #expect(try SnapshotLocation(parsing: "file://localhost/c") == .file(path: "/c"))
        #expect(try SnapshotLocation(parsing: "http://host:1/c") == .remote(try #require(URL(string: "http://host:1/c"))))
        for text in ["", "file://whatever.snapshot", "file://./etc/passwd", "file:relative", "ftp://host/c", "/etc/passwd", "http://", "file:///a%00b"] {
            #expect(refusal { _ = try SnapshotLocation(parsing: text) }?.kind == .badRequest, "\(text)")
        }
    }

    @Test func namesOfFoldersStayInTheirFolder() {
        #expect(SnapshotFolder.folderName("films") == "films" && SnapshotFolder.folderName("..") == "%2E." && SnapshotFolder.folderName("%2E.") == "%252E.")
        #expect(SnapshotFolder.folderName(String(repeating: "%", count: 255)).utf8.count == 65)
    }

    @Test func whatAKilledProcessLeftIsRemoved() throws {
        let (description, bytes) = try snapshot()
        let folder = try operations.snapshotFile(description.name, of: .collection("c")).url.deletingLastPathComponent()
        try Data(bytes).write(to: folder.appending(path: ".partial-\(UUID().uuidString)"))
        let unpacked = operations.database.unusedCollectionFolder()
        var reader = try SnapshotReader(folder.appending(path: description.name))
        try reader.unpack(to: unpacked)
        #expect(try operations.snapshots(of: .collection("c")).count == 1)
        _ = try operations.createSnapshot(of: .collection("c"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 4)
        try operations.close()
        let again = try Operations(path: scratch.path("db"))
        #expect(!FileManager.default.fileExists(atPath: unpacked.path))
        #expect(try again.count("c", matching: nil) == 40)
    }

    @Test func checksumsAreThoseOfTheStandard() {
        #expect(SHA256.hexadecimal([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256.hexadecimal(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hexadecimal(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        for count in [55, 56, 63, 64, 65, 119, 120, 1000] {
            let bytes = (0..<count).map { UInt8($0 % 251) }
            var pieces = SHA256()
            for start in stride(from: 0, to: count, by: 7) { pieces.update(Array(bytes[start..<min(start + 7, count)])) }
            #expect(pieces.finish() == SHA256.hexadecimal(bytes))
        }
    }
}
