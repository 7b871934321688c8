import KindredIndex
import KindredMath
import Testing

@Suite struct HNSWDeterminismTests {
    private func file(_ set: VectorSet, _ parameters: HNSWParameters, threads: Int, _ folder: TemporaryFolder) throws -> [UInt8] {
        let index = try Built.build(set, parameters, threads: threads)
        try index.write(to: folder.file("\(threads)"))
        return try folder.bytes("\(threads)")
    }

    @Test(arguments: [
        HNSWParameters(), HNSWParameters(codes: .sevenBit), HNSWParameters(codes: .fourBit), HNSWParameters(fill: false),
        HNSWParameters(m: 6, selection: .simple, fill: false), HNSWParameters(m: 6, extendCandidates: true),
    ])
    func threadsDoNotMatter(parameters: HNSWParameters) throws {
        let set = VectorSet.clustered(6000, 24, centres: 50, seed: 31), folder = try TemporaryFolder()
        let one = try file(set, parameters, threads: 1, folder)
        #expect(try one == file(set, parameters, threads: 2, folder))
        #expect(try one == file(set, parameters, threads: 3, folder))
        var other = parameters
        other.seed = 1
        #expect(try one != file(set, other, threads: 2, folder))
    }

    @Test func progressIsReported() throws {
        let set = VectorSet.iid(2000, 8, seed: 2)
        let seen = Seen()
        _ = try HNSW(
            rows: set.rows, reduction: .squaredL2, parameters: HNSWParameters(recallSamples: 0),
            context: BuildContext(threads: 2, progress: { done, total in seen.add(done, total) }))
        let reports = seen.reports
        #expect(reports.allSatisfy { $0.1 == 2000 })
        #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.0 <= $1.0 })
        #expect(reports.last?.0 == 2000)
    }

    @Test func searchesAtOnceAgree() async throws {
        let index = try Built.clusteredCodes.get(), queries = Built.clustered.queries.prefix(100).map { $0 }
        let alone = try queries.map { try index.search($0.span, k: 10) }
        try await withThrowingTaskGroup(of: [[Neighbor]].self) { group in
            for _ in 0..<4 { group.addTask { try queries.map { try index.search($0.span, k: 10) } } }
            for try await together in group { #expect(together == alone) }
        }
    }
}

/// What a progress closure was told.
// Sendable: progress is reported on one thread, the caller's.
private final class Seen: @unchecked Sendable {
    private(set) var reports: [(Int, Int)] = []

    func add(_ done: Int, _ total: Int) { reports.append((done, total)) }
}
