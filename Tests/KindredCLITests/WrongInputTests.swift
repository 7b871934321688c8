import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// Each wrong input gets exactly one line, and a status of `sysexits.h`.
@Suite struct WrongInputTests {
    @Test(arguments: [
        (["search", "c", "--vector", "[1,2]"], 65, "dimension 2"), (["search", "c", "--vector", "[1,2,3"], 65, "not a JSON array"),
        (["search", "c", "--vector", "[1,2,1e99]"], 65, "value 2 of --vector"), (["search", "c", "--vector", "[1,null,3]"], 65, "value 1 of --vector"),
        (["search", "none", "--id", "1"], 66, "no collection none"), (["search", "c", "--id", "999"], 66, "no point 999"),
        (["search", "c", "--id", "1", "--limit", "-1"], 64, "--limit -1"), (["search", "c", "--id", "1", "--limit", "0"], 64, "--limit 0"),
        (["search", "c", "--id", "1", "--limit", "many"], 64, "many"), (["search", "c", "--id", "one"], 64, "one"),
        (["search", "c"], 64, "Give one of"), (["search", "c", "--id", "1", "--vector", "[1,2,3]"], 64, "Give one of"),
        (["search", "c", "--id", "1", "--exact", "--ef", "5"], 64, "at most one"), (["search", "c", "--id", "1", "--recall", "1.5"], 64, "--recall 1.5"),
        (["search", "c", "--id", "1", "--filter", "price <"], 65, "filter"), (["search", "c", "--id", "1", "--filter", "{\"must\": 3}"], 65, "filter.must"),
        (["search", "c", "--id", "1", "--using", "image"], 66, "image"), (["search", "c", "--queries", "none.npy"], 66, "none.npy: no such file"),
        (["create", "c", "--dimension", "3"], 73, "exists already"), (["create", "d"], 64, "--dimension"), (["create", "d", "--dimension", "0"], 65, "dimension 0"),
        (["create", "d", "--dimension", "-5"], 65, "dimension -5"), (["create", "d", "--dimension", "3", "--measure", "nonsense"], 64, "unknown measure"),
        (["create", "d", "--dimension", "3", "--index", "nonsense"], 64, "nonsense"), (["create", "a/b", "--dimension", "3"], 65, "slash"),
        (["create", "d", "--dimension", "3", "--m", "1"], 65, "1"), (["create", "d", "--vectors", "x"], 64, "name:dimension"),
        (["create", "d", "--dimension", "3", "--field", "price"], 64, "path:type"), (["create", "d", "--dimension", "3", "--field", "price:money"], 65, "money"),
        (["import", "c", "none.npy"], 66, "none.npy: no such file"), (["import", "c", "/"], 66, "is a directory"), (["import", "none", "none.npy"], 66, "none"),
        (["import", "c"], 64, "file"), (["get", "c"], 64, "ids"), (["get", "c", "-1"], 64, "ids"), (["delete", "c"], 64, "ids or --filter"),
        (["frobnicate"], 64, "frobnicate"), (["count", "c", "--filter", "a = "], 65, "filter"), (["stats", "none"], 66, "none"),
        (["restore", "nowhere"], 66, "nowhere"), (["estimate"], 64, "--count"), (["estimate", "--count", "-1", "--dimension", "3"], 65, "-1 points"),
        (["bench"], 64, "Give --data"), (["bench", "--data", "nowhere", "--compare", "a.jsonl"], 64, "--report"), (["bench", "--only-report"], 64, "--compare"),
        (["bench", "--only-report", "--compare", "none.jsonl", "--report", "r.html"], 66, "none.jsonl: no such file"),
        (["bench", "--data", "nowhere", "--report", "none/r.html"], 73, "folder does not exist"), (["compare"], 64, "vectors"), (["compare", "none.npy"], 66, "none.npy: no such file"),
        (["compare", "none.npy", "--report", "none/r.html"], 73, "folder does not exist"), (["compare", "none.npy", "--measure", "nonsense"], 64, "unknown measure"),
        (["compare", "none.npy", "--threads", "0"], 64, "--threads 0"), (["advise"], 64, "vectors"), (["advise", "none.npy"], 66, "none.npy: no such file"),
        (["cluster"], 64, "source"), (["cluster", "none.npy"], 66, "none.npy: no such file"), (["cluster", "none"], 66, "no collection none"),
        (["cluster", "c", "--clusters", "0"], 64, "--clusters 0"), (["cluster", "c", "--method", "kmeans"], 64, "needs --clusters"),
        (["cluster", "c", "--method", "dbscan"], 64, "--eps"), (["cluster", "c", "--eps", "-1"], 64, "--eps -1"), (["cluster", "c", "--method", "ward"], 64, "ward"),
        (["cluster", "c", "--clusters", "5"], 65, "do not make 5 clusters"), (["cluster", "c", "--labels", "l.txt"], 64, "--label FIELD"),
        (["cluster", "none.npy", "--field", "f"], 64, "is a file"), (["cluster", "c", "--neighbors", "1"], 64, "--neighbors 1"),
        (["cluster", "c", "--affinity", "gaussian", "--measure", "cosine"], 65, "similarity"), (["cluster", "none.npy", "--report", "none/r.html"], 73, "folder does not exist"),
        (["bench", "--data", "nowhere"], 66, "meta.json"), (["bench", "--data", "nowhere", "--config", "zzz"], 65, "zzz"), (["demo", "--data", "nowhere"], 66, "nowhere"),
    ])
    func oneLine(arguments: [String], status: Int32, fragment: String) throws {
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--dimension", "3", "--measure", "euclidean")
        #expect(try kindred.run("upsert", "c", input: "{\"id\":1,\"vector\":[1,2,3]}").status == 0)
        try kindred.refuses(arguments, status: status, fragment: fragment)
        #expect(try kindred.succeed("count", "c").output == "1\n", "nothing was changed")
    }

    @Test func filesThatDoNotFit() throws {
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--dimension", "2", "--measure", "euclidean")
        let good = try kindred.npy("good.npy", [1, 2, 3, 4], dimension: 2)
        for (arguments, fragment) in [
            ([try kindred.npy("wide.npy", [1, 2, 3], dimension: 3)], "dimension 3, collection c has 2"),
            ([try kindred.npy("nan.npy", [1, 2, .nan, 4], dimension: 2)], "nan.npy, row 1: value 0 is NaN"),
            ([good, "--payload", try kindred.file("few.jsonl", "{}\n")], "has 1 payload lines"),
            ([good, "--payload", try kindred.file("bad.jsonl", "{}\n{\"a\":}\n")], "bad.jsonl, line 2"),
            ([good, "--ids", try kindred.file("ids.txt", "1\n2\n3\n")], "has 3 ids"),
            ([try kindred.file("odd.npy", "not numpy")], "does not begin with"),
            ([try kindred.file("ragged.jsonl", "{\"vector\":[1,2]}\n{\"vector\":[1]}\n")], "line 2"),
            ([try kindred.file("half.jsonl", "{\"vector\":[1,2],\"a\":\"\\ud800\"}\n")], "row 0"),
            ([good, "--batch", "0"], "batches of 0 rows"),
            ([good, "--using", "image"], "collection c has"),
        ] {
            try kindred.refuses(["import", "c"] + arguments, status: 65, fragment: fragment)
        }
        #expect(try kindred.succeed("count", "c").output == "0\n", "nothing of a wrong file was stored")
    }

    @Test func vectorsAndLabelsThatCannotBeCompared() throws {
        let kindred = try Kindred()
        let good = try kindred.npy("good.npy", pseudorandom(60, seed: 1), dimension: 2), tiny = try kindred.npy("tiny.npy", [1, 2, 3, 4], dimension: 2)
        let nan = try kindred.npy("nan.npy", pseudorandom(42, seed: 1) + [.nan] + pseudorandom(17, seed: 2), dimension: 2)
        for (arguments, status, fragment) in [
            (["compare", tiny], 65, "has 2 vectors; at least 20"), (["advise", tiny], 65, "has 2 vectors; at least 20"), (["compare", nan], 65, "nan.npy, row 21: value 0 is NaN"),
            (["advise", nan], 65, "nan.npy, row 21: value 0 is NaN"), (["compare", good, "--measure", "ndd"], 65, "no index serves ndd"),
            (["compare", good, "--labels", try kindred.file("few.txt", "a\nb\n")], 65, "has 2 labels for 30 vectors"), (["compare", good, "--labels", kindred.path("none.npy")], 66, "no such file"),
            (["compare", good, "--labels", try kindred.file("one.txt", String(repeating: "a\n", count: 30))], 65, "at least two classes"),
            (["compare", good, "--labels", good], 65, "must be integers"),
        ] as [([String], Int32, String)] {
            try kindred.refuses(arguments, status: status, fragment: fragment)
        }
    }

    @Test func noDatabaseAndForeignFolders() throws {
        let kindred = try Kindred()
        #expect(try kindred.run("count", "c").status == 66)
        #expect(!FileManager.default.fileExists(atPath: kindred.database), "reading makes no database")
        let file = try kindred.file("plain", "text")
        #expect([65, 66].contains(try kindred.run("count", "c", "--database", file).status))
        #expect(try kindred.run("create", "c", "--dimension", "3", "--database", kindred.folder.path).status == 65, "a folder with other files is refused")
    }

    @Test func aSecondWriterIsToldSo() throws {
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--dimension", "3")
        let held = try Operations(path: kindred.database)
        let result = try kindred.run("drop", "c")
        #expect(result.status == 75 && result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
        #expect(try kindred.succeed("count", "c").output == "0\n", "readers are welcome")
        try held.close()
        try kindred.succeed("drop", "c")
    }
}
