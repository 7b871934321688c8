import KindredMath
import Testing

@testable import KindredService

/// Vectors with names beside them, judged by the protocols of faces.
@Suite struct PictureEvaluationTests {
    /// Pictures of six identities, those of one near each other, and strangers.
    private struct Album {
        let scratch: Scratch, vectors: String, names: String, values: [[Float]]
        let rows: [IdentityList.Row]
        let strangers: String, probes: String

        init(strangers count: Int = 137) throws {
            var random = SeededRandom(seed: 5), rows: [IdentityList.Row] = [], values: [[Float]] = []
            for identity in 0..<6 {
                let middle = (0..<8).map { _ in Float(random.normal()) }
                for number in 1...(identity == 5 ? 1 : 3 + identity % 2) {
                    rows.append(.init(identity: "p\(identity)", path: "p\(identity)/p\(identity)_000\(number).jpg"))
                    values.append(middle.map { $0 + 0.7 * Float(random.normal()) })
                }
            }
            let known = rows.count
            for stranger in 0..<count {
                rows.append(.init(identity: "s\(stranger % 9)", path: "s\(stranger % 9)/\(stranger).jpg"))
                values.append((0..<8).map { _ in Float(random.normal()) })
            }
            scratch = try Scratch()
            (vectors, names) = (scratch.path("v.npy"), scratch.path("n.jsonl"))
            try VectorFileWriter.npy(values.flatMap { $0 }, dimension: 8, to: vectors)
            try PictureNames.write(rows, to: names)
            let paths = rows[known...].map { "\"\($0.path)\"" }.joined(separator: ", ")
            strangers = try scratch.file("strangers.json", "{\"path\": [\(paths)]}")
            probes = try scratch.file("probes.txt", rows[..<known].map { "\($0.path) \($0.identity)\n" }.joined())
            (self.values, self.rows) = (values, rows)
        }

        func request(_ list: String? = nil) -> PictureRequest {
            var request = PictureRequest(.vectors(vectors, names: names))
            (request.list, request.threads) = (list, 2)
            return request
        }
    }

    @Test func namesReadBack() throws {
        let data = try Album()
        #expect(try PictureNames.read(data.names, rows: data.rows.count) == data.rows)
        expectFileError(.mismatch, "names for 3 vectors") { _ = try PictureNames.read(data.names, rows: 3) }
        let broken = try data.scratch.file("b.jsonl", "{\"identity\": \"a\", \"file\": \"a/1\"}\n{\"file\": 3}\n")
        expectFileError(.malformed, "line 2") { _ = try PictureNames.read(broken, rows: 2) }
        let lines = data.scratch.path("n.txt")
        try PictureNames.write(data.rows, to: lines)
        #expect(try LabelFile.names(lines, rows: data.rows.count) == data.rows.map(\.identity))
        expectFileError(.unwritable, "cannot be written") { try PictureNames.write(data.rows, to: data.scratch.path("no/n.txt")) }
    }

    /// Against cosines computed one by one, whatever the threads; without a list of probes, they are all that are no strangers.
    @Test func ratesAmongStrangersAreThoseCountedOneByOne() throws {
        let data = try Album(), found = try DistractorEvaluation(data.request(data.probes), distractors: data.strangers, seed: 3)
        func cosine(_ a: [Float], _ b: [Float]) -> Double { Measure.cosine.value(a.map(Double.init), b.map(Double.init)) }
        var order = data.rows.indices.filter { data.rows[$0].identity.hasPrefix("s") }.map { data.rows[$0].path }, random = SeededRandom(seed: 3)
        random.shuffle(&order)
        let placeOf = Dictionary(uniqueKeysWithValues: data.rows.enumerated().map { ($1.path, $0) })
        let known = data.rows.indices.filter { data.rows[$0].identity.hasPrefix("p") }
        for point in found.points {
            var ranks: [Int] = []
            for probe in known {
                for mate in known where mate != probe && data.rows[mate].identity == data.rows[probe].identity {
                    let own = cosine(data.values[probe], data.values[mate])
                    ranks.append(1 + order.prefix(point.distractors).count { cosine(data.values[probe], data.values[placeOf[$0] ?? 0]) >= own })
                }
            }
            #expect(ranks.count == found.trials)
            #expect(point.rank1 == Double(ranks.count { $0 == 1 }) / Double(ranks.count), "\(point)")
            #expect(point.rank10 == Double(ranks.count { $0 <= 10 }) / Double(ranks.count), "\(point)")
        }
        #expect(found.points.map(\.distractors) == [10, 100, 137] && found.identities == 5 && found.alone == 1 && found.probes == known.count - 1)
        #expect(found.points[0].rank1 > found.points[2].rank1 && found.points[2].rank10 > 0)
        let all = try DistractorEvaluation(data.request(), distractors: data.strangers, seed: 3)
        #expect(all.points == found.points && all.trials == found.trials)
    }

    @Test func wrongListsAreRefused() throws {
        let data = try Album()
        expectFileError(.malformed, "which") { _ = try DistractorEvaluation(data.request(data.probes), distractors: data.probes) }
        let alone = try data.scratch.file("alone.txt", "p0 p0/p0_0001.jpg\np1 p1/p1_0001.jpg\n")
        expectFileError(.malformed, "no identity has two pictures") { _ = try DistractorEvaluation(data.request(alone), distractors: data.strangers) }
        let more = try data.scratch.file("more.txt", "p0 p0/p0_0001.jpg\np0 p0/p0_0002.jpg\np0 p0/p0_0009.jpg\n")
        expectFileError(.mismatch, "p0/p0_0009.jpg") { _ = try DistractorEvaluation(data.request(more), distractors: data.strangers) }
        var skipping = data.request(more)
        skipping.skipsUnreadable = true
        #expect(try DistractorEvaluation(skipping, distractors: data.strangers).skipped.count == 1)
        expectFileError(.missing, "no such file") { _ = try DistractorEvaluation(data.request(), distractors: data.scratch.path("none")) }
    }

    /// Pairs by names of files are those by labels when rows are in the order of the names; pairs of what is left out are counted.
    @Test func pairsAreJudgedByFiles() throws {
        let data = try Album(), labels = data.rows.map(\.identity)
        let list = try VerificationPairs(drawnFrom: labels.filter { $0.hasPrefix("p") && $0 != "p0" }, folds: 4, each: 12)
        let pairs = try data.scratch.file("pairs.txt", list.text), names = data.scratch.path("n.txt")
        try PictureNames.write(data.rows, to: names)
        let byLabels = try PairEvaluation(vectors: data.vectors, labels: names, pairs: pairs), byFiles = try PairEvaluation(data.request().vectors(), pairs: pairs)
        #expect(byLabels.accuracy == byFiles.accuracy && byLabels.area == byFiles.area && byFiles.leftOut == 0 && byFiles.pairs == 96)
        #expect(byFiles.area > 0.7 && byFiles.acceptances.map { $0.share == nil } == [false, true, true])
        var skipping = data.request(
            try data.scratch.file("less.txt", data.rows.filter { $0.path != "p1/p1_0001.jpg" }.map { "\($0.identity) \($0.path)\n" }.joined() + "p1 p1/p1_0001.png\n"))
        skipping.skipsUnreadable = true
        let less = try PairEvaluation(skipping.vectors(), pairs: pairs)
        let gone = list.pairs.count { [$0.first, $0.second].contains(.init("p1", 1)) }
        #expect(gone > 0 && less.leftOut == gone && less.pairs == 96 - gone && less.skipped.count == 1)
    }
}
