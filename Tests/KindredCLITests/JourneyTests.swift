import Foundation
import KindredService
import Testing

@testable import KindredCLI

@Suite struct JourneyTests {
    /// 300 rows of 8 values, and payloads that say their row.
    private func rows(_ count: Int = 300, dimension: Int = 8) -> [Float] {
        pseudorandom(count * dimension, seed: 7)
    }

    private func filled(_ count: Int = 300, measure: String = "euclidean") throws -> (Kindred, [Float]) {
        let kindred = try Kindred()
        let values = rows(count)
        let vectors = try kindred.npy("v.npy", values, dimension: 8)
        let payloads = try kindred.file("p.jsonl", (0..<count).map { "{\"row\": \($0), \"tag\": \"t\($0 % 3)\"}\n" }.joined())
        try kindred.succeed("create", "c", "--dimension", "8", "--measure", measure)
        try kindred.succeed("import", "c", vectors, "--payload", payloads)
        return (kindred, values)
    }

    private func ids(_ object: JSONObject) -> [Int] {
        (object["results"]?.arrayValue ?? []).compactMap { $0.objectValue?["id"]?.intValue.map(Int.init) }
    }

    @Test(arguments: [nil, "tag = \"t1\"", "row < 20"])
    func exactSearchIsBruteForce(filter: String?) throws {
        let (kindred, values) = try filled()
        let queries = try kindred.npy("q.npy", Array(values[0..<80]), dimension: 8)
        var arguments = ["search", "c", "--queries", queries, "--limit", "5", "--exact", "--json", "--payload"]
        if let filter { arguments += ["--filter", filter] }
        let process = try kindred.process(arguments)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let answers = try text.split(separator: "\n").map { try JSONObject(parsing: String($0)) }
        #expect(answers.count == 10)
        for (query, answer) in answers.enumerated() {
            #expect(answer["query"]?.intValue == Int64(query))
            let admitted = (0..<300).filter { filter == nil || (filter == "row < 20" ? $0 < 20 : $0 % 3 == 1) }
            let expected = admitted.map { row in (row, distance(values, query, row)) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(5)
            #expect(ids(answer) == expected.map(\.0), "query \(query)")
            for (hit, want) in zip(answer["results"]?.arrayValue ?? [], expected) {
                #expect(abs((hit.objectValue?["score"]?.doubleValue ?? -1) - want.1) < 1e-5)
                #expect(hit.objectValue?["payload"]?.objectValue?["row"]?.intValue == Int64(want.0))
            }
        }
    }

    private func distance(_ values: [Float], _ a: Int, _ b: Int) -> Double {
        (0..<8).reduce(0.0) { sum, i in
            let difference = Double(values[a * 8 + i]) - Double(values[b * 8 + i])
            return sum + difference * difference
        }.squareRoot()
    }

    @Test func aPointIsNotItsOwnNeighbour() throws {
        let (kindred, values) = try filled()
        let like = try #require(try kindred.succeed("search", "c", "--id", "7", "--limit", "3", "--json").json.first)
        let vector = "[" + values[56..<64].map { "\($0)" }.joined(separator: ",") + "]"
        let given = try #require(try kindred.succeed("search", "c", "--vector", vector, "--limit", "4", "--json").json.first)
        #expect(ids(given).first == 7)
        #expect(ids(like) == Array(ids(given).dropFirst()))
        let later = try #require(try kindred.succeed("search", "c", "--id", "7", "--limit", "2", "--offset", "1", "--json").json.first)
        #expect(ids(later) == Array(ids(like).dropFirst()))
    }

    @Test func countsAndDeletes() throws {
        let (kindred, _) = try filled()
        #expect(try kindred.succeed("count", "c").output == "300\n")
        #expect(try kindred.succeed("count", "c", "--filter", "row < 10 and tag = \"t0\"", "--json").json.first?["count"] == 4)
        #expect(try kindred.succeed("delete", "c", "0", "1", "99999", "--json").json.first?["deleted"] == 2)
        #expect(try kindred.succeed("delete", "c", "--filter", "tag = \"t2\"", "--json").json.first?["deleted"] == 100)
        #expect(try kindred.succeed("count", "c").output == "198\n")
        #expect(try kindred.run("get", "c", "0").status == 66)
        #expect(try kindred.succeed("get", "c", "3", "--json").json.first?["payload"]?.objectValue?["row"] == 3)
        #expect(try kindred.succeed("collections", "--json").json.map { $0["name"] } == ["c"])
        #expect(try kindred.succeed("info", "c", "--json").json.first?["dimension"] == 8)
        try kindred.succeed("drop", "c")
        #expect(try kindred.run("info", "c").status == 66)
    }

    @Test func namedVectorsAndUUIDsThroughStandardInput() throws {
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--vectors", "image:2:euclidean", "--vectors", "text:3:cosine", "--field", "n:integer")
        let id = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
        let points = """
            {"id": "\(id)", "vectors": {"image": [1, 2], "text": [1, 0, 0]}, "payload": {"n": 9007199254740993, "x": 1.0}}
            {"id": 2, "vectors": {"image": [4, 6]}}
            """
        #expect(try kindred.run("upsert", "c", "--json", input: points).json.first?["upserted"] == 2)
        let hits = try #require(try kindred.succeed("search", "c", "--id", id, "--using", "image", "--json").json.first?["results"]?.arrayValue)
        #expect(hits == [["id": 2, "score": 5.0]])
        #expect(try kindred.run("search", "c", "--id", "2", "--using", "text").status == 66)
        let point = try #require(try kindred.succeed("get", "c", id, "--json").json.first)
        #expect(point["payload"]?.jsonText == #"{"n":9007199254740993,"x":1.0}"#)
        #expect(point["vector"]?.jsonText == #"{"image":[1.0,2.0],"text":[1.0,0.0,0.0]}"#)
    }

    @Test func csvBecomesPayload() throws {
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--dimension", "2", "--measure", "euclidean")
        let file = try kindred.file("a.csv", "id,name,v0,v1,price\n5,ann,1,0,1.50\n6,\"bob, jr\",0,1,\n")
        try kindred.succeed("import", "c", file)
        let hits = try kindred.succeed("search", "c", "--vector", "[1,0]", "--payload", "--json").json.first?["results"]
        #expect(hits?.jsonText == #"[{"id":5,"score":0.0,"payload":{"name":"ann","price":1.5}},{"id":6,"score":1.4142135,"payload":{"name":"bob, jr"}}]"#)
    }

    @Test func careKeepsEveryPoint() throws {
        let (kindred, _) = try filled()
        try kindred.succeed("optimize", "c")
        #expect(try kindred.succeed("verify", "--json").json.last?["sound"] == true)
        try kindred.succeed("backup", kindred.path("copy"))
        #expect(try kindred.run("backup", kindred.path("copy")).status == 73)
        try kindred.succeed("restore", kindred.path("copy"), "--database", kindred.path("again"))
        #expect(try kindred.succeed("count", "c", "--database", kindred.path("again")).output == "300\n")
        let stats = try #require(try kindred.succeed("stats", "c", "--samples", "20", "--json").json.first)
        #expect(stats["recall"]?.arrayValue?.first?.objectValue?["recall"] == 1.0)
        try kindred.succeed("repair")
        #expect(try kindred.succeed("count", "c").output == "300\n")
    }

    @Test func damageIsReported() throws {
        let (kindred, _) = try filled()
        let files = try #require(FileManager.default.enumerator(atPath: kindred.database)).compactMap { $0 as? String }
        let vectors = try #require(files.first { $0.contains("segments/") && $0.hasSuffix("vectors.kv") })
        let url = URL(fileURLWithPath: kindred.database).appendingPathComponent(vectors)
        let handle = try FileHandle(forUpdating: url)
        try handle.seek(toOffset: 4096 + 8 * 32)
        try handle.write(contentsOf: Data([0xAA, 0xBB]))
        try handle.close()
        let result = try kindred.run("verify")
        #expect(result.status == 65)
        #expect(result.output.contains("damaged: c:"))
        #expect(result.errors.hasPrefix("kindred: ") && result.errors.filter { $0 == "\n" }.count == 1)
        #expect(try kindred.run("repair").status == 65)
        try kindred.succeed("repair", "--drop-damaged")
        try kindred.succeed("verify")
        #expect(try kindred.succeed("count", "c").output == "299\n")
    }
}
