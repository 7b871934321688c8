import Foundation
import KindredStorage
import Testing

/// Other names of collections.
@Suite struct AliasTests {
    private let folder: TemporaryFolder
    private let database: Database

    init() throws {
        folder = try TemporaryFolder()
        database = try folder.database()
        for name in ["films", "books"] { try database.createCollection(name, CollectionConfiguration(dimension: 1, measure: .dot)) }
    }

    private func shown(_ database: Database) throws -> [String] { try database.aliases().map { "\($0.alias)=\($0.collection)" } }

    private func code(_ body: () throws -> Void) -> StorageError.Code? {
        do { try body() } catch { return (error as? StorageError)?.code }
        return nil
    }

    @Test func aliasesNameCollections() throws {
        try database.changeAliases([.create(alias: "a", collection: "films"), .create(alias: "b", collection: "films")])
        #expect(try database.collection("a") === database.collection("films"))
        try database.changeAliases([.rename(alias: "a", to: "c"), .create(alias: "b", collection: "books"), .delete(alias: "none")])
        #expect(try shown(database) == ["b=books", "c=films"])
        #expect(code { _ = try database.collection("a") } == .notFound)
        #expect(try database.hasCollection("b") && database.hasCollection("books") && !database.hasCollection("a"))
        #expect(try database.collectionNames() == ["books", "films"])
        try database.close()
        let again = try folder.database { $0.isReadOnly = true }
        #expect(try again.collection("c").name == "films")
        try again.close()
    }

    /// A catalogue without aliases is as it ever was, so that older programs open it.
    @Test func theFormatGrowsWithTheFirstAlias() throws {
        // SQLite keeps `user_version` in the header, big-endian.
        func version() throws -> UInt8 { try Data(contentsOf: database.url.appending(path: "catalog.sqlite"))[63] }
        #expect(try version() == 1)
        #expect(try shown(database) == [])
        try database.changeAliases([])
        #expect(try version() == 1)
        try database.changeAliases([.create(alias: "a", collection: "films")])
        #expect(try version() == 2)
        try database.close()
    }

    @Test func allChangesOrNone() throws {
        try database.changeAliases([.create(alias: "a", collection: "films")])
        #expect(code { try database.changeAliases([.delete(alias: "a"), .create(alias: "b", collection: "nothing")]) } == .notFound)
        #expect(code { try database.changeAliases([.delete(alias: "a"), .create(alias: "books", collection: "films")]) } == .alreadyExists)
        #expect(code { try database.changeAliases([.delete(alias: "a"), .rename(alias: "x", to: "y")]) } == .notFound)
        #expect(code { try database.changeAliases([.rename(alias: "a", to: "books")]) } == .alreadyExists)
        #expect(code { try database.changeAliases([.create(alias: "a/b", collection: "films")]) } == .invalidArgument)
        #expect(code { try database.createCollection("a", CollectionConfiguration(dimension: 1)) } == .invalidArgument)
        #expect(try shown(database) == ["a=films"])
        try database.close()
    }

    @Test func aliasesGoWithTheirCollection() throws {
        try database.changeAliases([.create(alias: "a", collection: "films"), .create(alias: "b", collection: "books")])
        #expect(code { try database.dropCollection("a") } == .notFound)
        try database.dropCollection("films")
        #expect(try shown(database) == ["b=books"])
        try database.createCollection("a", CollectionConfiguration(dimension: 1))
        try database.close()
    }

    @Test func backupsKeepAliases() throws {
        try database.changeAliases([.create(alias: "a", collection: "films")])
        let copy = folder.url.appending(path: "copy").path
        try database.backup(to: copy)
        try database.close()
        let restored = try Database(path: copy)
        #expect(try shown(restored) == ["a=films"])
        try restored.close()
    }
}
