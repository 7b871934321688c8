import Kindred
import Testing

@testable import KindredService

/// Operations that reach some collections only: whichever way the others are named, they are refused.
@Suite struct CollectionReachTests {
    private let scratch: Scratch
    private let everything: Operations

    init() throws {
        scratch = try Scratch()
        everything = try Operations(path: scratch.path("db"))
        for name in ["ours", "theirs"] {
            try everything.createCollection(name, ["vectors": ["size": 2, "distance": "Dot"]])
            _ = try everything.update(name, .upsert((1...4).map { Point(id: .number($0), vector: [Float($0), 1], payload: ["group": .int(Int64($0 % 2 + 1))]) }))
        }
        try everything.changeAliases([.create(alias: "mine", collection: "ours"), .create(alias: "secret", collection: "theirs")])
    }

    private func operations(_ level: CollectionReach.Level = .whole, for need: CollectionReach.Level = .read) -> Operations {
        var operations = everything
        operations.reach = CollectionReach(["ours": level], for: need)
        return operations
    }

    private func refusal(_ body: () throws -> Void) -> String {
        do { try body() } catch { return RequestError(error).text }
        return "nothing was refused"
    }

    @Test(arguments: ["theirs", "secret", "none"]) func othersAreRefusedThereOrNot(name: String) throws {
        let operations = operations(), text = "Forbidden: Access to collection \(name) is required"
        #expect(refusal { _ = try operations.count(name, matching: nil) } == text)
        #expect(refusal { _ = try operations.collectionExists(name) } == text)
        #expect(refusal { _ = try operations.describeCollection(name) } == text)
        #expect(refusal { _ = try operations.aliases(of: name) } == text)
        #expect(refusal { _ = try operations.snapshots(of: .collection(name)) } == text)
        #expect(refusal { _ = try operations.snapshots(of: .shard(name)) } == text)
        #expect(refusal { _ = try operations.update(name, .delete(.ids([1]))) } == text)
        #expect(refusal { _ = try operations.measureOverview(name, using: "") } == text)
    }

    @Test func anAliasIsJudgedByWhatItNames() throws {
        #expect(try operations().count("mine", matching: nil) == 4)
        #expect(try operations().collectionExists("mine"))
        // Who may use an alias's name may not use what it names.
        var named = everything
        named.reach = CollectionReach(["secret": .whole], for: .read)
        #expect(refusal { _ = try named.count("secret", matching: nil) } == "Forbidden: Access to collection secret is required")
    }

    @Test func lookupsAreJudgedToo() throws {
        let text = "Forbidden: Access to collection theirs is required"
        var query = PointsQuery(.nearest(.id(1)))
        query.lookup = VectorLookup(collection: "theirs")
        #expect(refusal { _ = try operations().query("ours", query) } == text)
        #expect(refusal { _ = try operations().query("ours", [PointsQuery(), query]) } == text)

        var inner = Prefetch(.recommend(RecommendInput(positive: [.id(1)])))
        inner.lookup = VectorLookup(collection: "theirs")
        var outer = PointsQuery(.nearest(.vector(.dense([1, 1]))))
        var middle = Prefetch(.nearest(.vector(.dense([1, 1]))))
        middle.prefetch = [inner]
        outer.prefetch = [middle]
        #expect(refusal { _ = try operations().query("ours", outer) } == text)

        var groups = GroupsQuery(PointsQuery(), groupBy: try PayloadPath(parsing: "group"))
        groups.lookup = GroupLookup(collection: "secret")
        #expect(refusal { _ = try operations().queryGroups("ours", groups) } == "Forbidden: Access to collection secret is required")
        groups.lookup = GroupLookup(collection: "mine")
        #expect(try operations().queryGroups("ours", groups).allSatisfy { $0.lookup != nil })
    }

    @Test func listsShowWhatIsInReach() throws {
        #expect(try operations().collectionNames() == ["ours"])
        #expect(try operations().aliases().map(\.alias) == ["mine"])
        #expect(try operations().overview().map { $0["name"] } == ["ours"])
        #expect(try operations().figures().map(\.name) == ["ours"])
        #expect(try everything.collectionNames() == ["ours", "theirs"])
    }

    @Test func levelsIncludeThoseBefore() throws {
        #expect(refusal { _ = try operations(.read, for: .points).count("mine", matching: nil) } == "Forbidden: Write access to collection mine is required")
        #expect(refusal { _ = try operations(.points, for: .whole).count("ours", matching: nil) } == "Forbidden: Only points access is allowed for collection ours")
        #expect(try operations(.points, for: .points).count("ours", matching: nil) == 4)
        #expect(try operations(.whole, for: .points).count("ours", matching: nil) == 4)
    }

    @Test func whatIsAboutTheWholeDatabaseNeedsAllOfIt() throws {
        let operations = operations(), text = "Forbidden: Global access is required"
        #expect(refusal { try operations.createCollection("new", ["vectors": ["size": 2, "distance": "Dot"]]) } == text)
        #expect(refusal { _ = try operations.deleteCollection("ours") } == text)
        #expect(refusal { try operations.changeAliases([.create(alias: "x", collection: "theirs")]) } == text)
        #expect(refusal { _ = try operations.createSnapshot(of: .database) } == text)
        #expect(refusal { _ = try operations.snapshotFile(atPath: "/x") } == text)
        #expect(refusal { try operations.recoverCollection("ours", from: scratch.folder.appendingPathComponent("x")) } == text)
        #expect(try everything.count("ours", matching: nil) == 4)
    }

    @Test func aLimitOfACollectionOutOfReachIsNotTold() throws {
        try everything.updateCollection("theirs", ["strict_mode_config": ["enabled": true, "max_timeout": 1]])
        #expect(refusal { try everything.check(timeout: 5, of: "theirs") } != "nothing was refused")
        #expect(refusal { try operations().check(timeout: 5, of: "theirs") } == "nothing was refused")
    }
}
