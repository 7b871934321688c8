@testable import KindredIndex
import KindredMath
import Testing

@Suite struct LSHTests {
    private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-10) -> Bool { abs(a - b) <= tolerance }

    @Test func probabilitiesOfTheLiterature() {
        let simhash = [10, 30, 60, 90].map { LSHProbability.simhash(angle: Double($0) * .pi / 180) }
        for (found, wanted) in zip(simhash, [0.9444444444, 0.8333333333, 0.6666666667, 0.5]) { #expect(close(found, wanted)) }
        let met = simhash.map { LSHProbability.candidate($0, bits: 8, tables: 16) }
        for (found, wanted) in zip(met, [0.99999989, 0.98552434, 0.47101805, 0.06070190]) { #expect(close(found, wanted, 1e-8)) }
        let e2lsh = [0.5, 1, 2, 4, 8].map { LSHProbability.e2lsh(distance: $0, width: 4) }
        let wanted = [0.9002644298996418, 0.8005324324284999, 0.609548422215397, 0.3687463803725072, 0.1954171079994935]
        for (found, wanted) in zip(e2lsh, wanted) { #expect(close(found, wanted, 1e-12)) }
        #expect(LSHProbability.e2lsh(distance: 0, width: 4) == 1)
        #expect(LSHProbability.tables(recall: 0.9, 0.8333333333333334, bits: 8) == 9)
        #expect(LSHProbability.tables(recall: 0.9, 1, bits: 8) == 1)
        #expect(LSHProbability.tables(recall: 0.9, 0, bits: 8) == .infinity)
    }

    /// Two vectors at a distance or an angle share a hash as often as the family says, within four deviations of 40,000.
    @Test(arguments: [LSHFamily.simhash, .e2lsh, .bits]) func hashesCollideAsOftenAsTheyShould(family: LSHFamily) throws {
        let isBits = family == .bits, reduction: KernelReduction = isBits ? .hamming : .squaredL2
        // Functions of one index are as many draws: 1,024 tables of up to 32 hashes.
        let bits = 32, tables = 1024
        for step in 1...4 {
            var buffer = try RowBuffer(dimension: isBits ? 4 : 3, element: isBits ? .bits : .f32)
            let p: Double
            switch family {
            case .simhash:
                let angle = Double(step) * .pi / 8
                let first: [Float] = [1, 0, 0], second = Self.direction(angle)
                try buffer.append(first.span)
                try buffer.append(second.span)
                p = LSHProbability.simhash(angle: angle)
            case .e2lsh:
                let first: [Float] = [5, 5, 5], second: [Float] = [5, 5, 5 + Float(step)]
                try buffer.append(first.span)
                try buffer.append(second.span)
                p = LSHProbability.e2lsh(distance: Double(step), width: 4)
            case .bits:
                let first: [UInt8] = [0xFF, 0x0F, 0, 0], second: [UInt8] = [0xFF, 0x0F, 0, 1 << UInt8(2 * step - 1) - 1]
                try unsafe buffer.append(bytes: first.span.bytes)
                try unsafe buffer.append(bytes: second.span.bytes)
                p = LSHProbability.bit(distance: Double(2 * step - 1), of: 32)
            }
            let parameters = LSHParameters(
                family: family, bits: bits, tables: tables, width: family == .e2lsh ? 4 : nil, seed: 3, recallSamples: 0)
            let index = try LSH(rows: buffer.rows, reduction: reduction, parameters: parameters)
            let together = Self.collisions(index)
            let draws = Double(bits * tables), deviation = (p * (1 - p) * draws).squareRoot()
            #expect(abs(Double(together) - p * draws) < 4 * deviation, "\(family) \(step): \(Double(together) / draws) for \(p)")
        }
    }

    private static func direction(_ angle: Double) -> [Float] {
        // By series, which needs no library: the angle is below 2.
        var cosine = 1.0, sine = angle, term = 1.0
        cosine = 0
        sine = 0
        for n in 0..<30 {
            if n % 2 == 0 { cosine += n % 4 == 0 ? term : -term } else { sine += n % 4 == 1 ? term : -term }
            term *= angle / Double(n + 1)
        }
        return [Float(cosine), Float(sine), 0]
    }

    /// In how many hashes two rows agree.
    private static func collisions(_ index: LSH) -> Int {
        let hash = LSHHash(index.shape, index.hashes, dimension: index.rows.dimension), count = index.shape.functionCount
        let products = (0..<2).map { slot in
            unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = count
                if let base = buffer.baseAddress {
                    unsafe index.rows.withRow(slot) { unsafe hash.products($0, rest: 0, base) }
                }
            }
        }
        return (0..<count).count { i in
            let a = products[0][i], b = products[1][i]
            return index.family == .e2lsh ? a.rounded(.down) == b.rounded(.down) : (a >= 0) == (b >= 0)
        }
    }

    /// A row whose hashes all collide lies in the query's bucket; and what is met follows 1 − (1 − p^k)^L.
    @Test func neighboursAreMetAsOftenAsTheyShould() throws {
        var random = SeededRandom(seed: 4)
        let values = (0..<4000).flatMap { _ in VectorSetDraw.unit(&random, 16) }
        let rows = try VectorRows(copying: values, dimension: 16)
        let parameters = LSHParameters(family: .simhash, bits: 10, tables: 10, recallSamples: 0)
        let index = try LSH(rows: rows, reduction: .squaredL2, parameters: parameters)
        var met = 0.0, expected = 0.0, tries = 0.0
        for slot in stride(from: 0, to: 4000, by: 4) {
            // A query at 30 degrees from the row.
            let row = rows.floats(at: slot), query = VectorSetDraw.turned(row, by: Double.pi / 6, &random)
            let found = try index.search(query.span, k: 1)
            let nearest = try FlatIndex(rows: rows, reduction: .squaredL2).search(query.span, k: 1)
            guard nearest[0].slot == slot else { continue }
            met += found[0].slot == UInt32(slot) ? 1 : 0
            expected += LSHProbability.candidate(1 - 1.0 / 6, bits: 10, tables: 10)
            tries += 1
        }
        #expect(tries > 500)
        // Functions are shared by all queries, so the spread is wider than that of independent draws.
        #expect(abs(met - expected) / tries < 0.06, "met \(met / tries), expected \(expected / tries)")
    }

    @Test func targetRecallChoosesTheTables() throws {
        let set = VectorSet.clustered(5000, 16, centres: 50, queries: 200, seed: 5)
        for family in [LSHFamily.e2lsh, .simhash] {
            let few = try LSH(
                rows: set.rows, reduction: .squaredL2, parameters: .init(family: family, targetRecall: 0.5, recallSamples: 0))
            let many = try LSH(
                rows: set.rows, reduction: .squaredL2, parameters: .init(family: family, targetRecall: 0.95, recallSamples: 0))
            #expect(few.tables < many.tables)
            // Half of all nearest neighbours are nearer than the median, for which the tables were chosen.
            let flat = try FlatIndex(rows: set.rows, reduction: .squaredL2)
            let hits = try set.queries.count { try many.search($0.span, k: 1)[0] == flat.search($0.span, k: 1)[0] }
            #expect(hits >= 150, "\(family): \(hits) of 200 with \(many.tables) tables")
        }
        let error = #expect(throws: IndexError.self) {
            try LSH(rows: set.rows, reduction: .squaredL2, parameters: .init(family: .simhash, bits: 64, targetRecall: 0.999999))
        }
        #expect(error?.code == .invalidParameter && error?.message.contains("take fewer hashes") == true)
    }

    @Test func probesFindMore() throws {
        let set = VectorSet.iid(5000, 16, queries: 100, seed: 6)
        for (family, reduction) in [(LSHFamily.e2lsh, KernelReduction.squaredL2), (.simhash, .squaredL2), (.simhash, .dot)] {
            let recalls = try [0, 4, 16, 64].map { probes in
                let parameters = LSHParameters(family: family, bits: 12, tables: 16, probes: probes, recallSamples: 0)
                return try recall(LSH(rows: set.rows, reduction: reduction, parameters: parameters), set.queries, k: 1, effort: .default)
            }
            // With fewer candidates than k everything is compared, so a recall may also fall a little.
            #expect(zip(recalls, recalls.dropFirst()).allSatisfy { $0 <= $1 + 0.01 }, "\(family) \(reduction) \(recalls)")
            #expect(recalls[3] > recalls[0] + 0.1, "\(family) \(reduction) \(recalls)")
        }
    }

    /// The buckets a probe visits are those of the smallest sums of squared margins, by trying all sets of changes.
    @Test func setsOfChangesComeInOrder() throws {
        let set = VectorSet.iid(50, 8, queries: 10, seed: 8)
        for family in [LSHFamily.simhash, .e2lsh] {
            let parameters = LSHParameters(family: family, bits: 5, tables: 3, recallSamples: 0)
            let index = try LSH(rows: set.rows, reduction: .squaredL2, parameters: parameters)
            let hash = LSHHash(index.shape, index.hashes, dimension: 8)
            let scratch = LSHScratch(index.shape, nodes: 50, queryBytes: 32)
            scratch.reserve(probes: 1000)
            for query in set.queries {
                unsafe query.withUnsafeBytes { bytes in
                    guard let base = bytes.baseAddress else { return }
                    unsafe hash.products(base, rest: 0, scratch.products)
                }
                let changes = unsafe hash.changes(scratch.products, scratch.changes)
                #expect(changes == (family == .e2lsh ? 10 : 5))
                var sums: [Float] = []
                for set in 1..<UInt64(1 << changes) where unsafe hash.isPossible(set, scratch.changes) {
                    unsafe sums.append(LSH.score(set, scratch.changes))
                }
                var visited: [Float] = []
                unsafe index.probe(scratch.products, hash, 1 << 10, scratch, &scratch.heap) { set in
                    unsafe visited.append(LSH.score(set, scratch.changes))
                }
                #expect(visited == sums.sorted())
            }
        }
    }

    @Test func largestInnerProducts() throws {
        var random = SeededRandom(seed: 7)
        let values = (0..<3000).flatMap { _ in VectorSetDraw.unit(&random, 8).map { $0 * Float(1 + random.uniform() * 3) } }
        let queries = (0..<100).map { _ in VectorSetDraw.unit(&random, 8) }
        let rows = try VectorRows(copying: values, dimension: 8)
        let index = try LSH(rows: rows, reduction: .dot, parameters: .init(bits: 8, tables: 32, recallSamples: 0))
        #expect(index.family == .simhash)
        #expect(try recall(index, queries, effort: .ef(20)) > 0.9)
    }

    @Test func parametersAreChecked() throws {
        let rows = try VectorSet.iid(20, 4).rows
        let wrong: [LSHParameters] = [
            .init(bits: 0), .init(bits: 65), .init(family: .e2lsh, bits: 33), .init(bits: 33), .init(tables: 0), .init(tables: 1025),
            .init(targetRecall: 1), .init(targetRecall: .nan), .init(probes: -1), .init(width: 0), .init(width: .infinity),
        ]
        for parameters in wrong {
            let error = #expect(throws: IndexError.self) { try LSH(rows: rows, reduction: .squaredL2, parameters: parameters) }
            #expect(error?.code == .invalidParameter, "\(parameters)")
        }
        let error = #expect(throws: IndexError.self) {
            try LSH(rows: rows, reduction: .dot, parameters: .init(family: .e2lsh))
        }
        #expect(error?.message == "e2lsh serves squaredL2, not dot")
    }
}

enum VectorSetDraw {
    /// A point of the unit sphere.
    static func unit(_ random: inout SeededRandom, _ dimension: Int) -> [Float] {
        let drawn = (0..<dimension).map { _ in random.normal() }
        let norm = drawn.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return drawn.map { Float($0 / norm) }
    }

    /// A unit vector at an angle from another, in a random direction.
    static func turned(_ row: [Float], by angle: Double, _ random: inout SeededRandom) -> [Float] {
        let other = unit(&random, row.count)
        let along = zip(row, other).reduce(0.0) { $0 + Double($1.0 * $1.1) }
        let across = zip(row, other).map { Double($1) - along * Double($0) }
        let norm = across.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let cosine = (1 - angle * angle / 2 + angle * angle * angle * angle / 24 - angle * angle * angle * angle * angle * angle / 720)
        let sine = (1 - cosine * cosine).squareRoot()
        return zip(row, across).map { Float(Double($0) * cosine + $1 / norm * sine) }
    }
}
