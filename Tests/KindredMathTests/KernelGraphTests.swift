import KindredMath
import Testing

/// The two kernels that an index calls between gathers.
@Suite struct KernelGraphTests {
    @Test(arguments: Kernels.available)
    func unvisited(_ kernels: Kernels) {
        var noise = KernelNoise(state: 11)
        for degree in 0...80 {
            for universe: UInt32 in [1, 40, 5_000] {
                var links = (0..<degree).map { _ in UInt32.random(in: 0..<universe, using: &noise) }
                if degree > 0 && Bool.random(using: &noise) {
                    for place in Int.random(in: 0..<degree, using: &noise)..<degree where Bool.random(using: &noise) { links[place] = .max }
                }
                var seen = Set((0..<100).map { _ in UInt32.random(in: 0..<universe, using: &noise) })
                let mark = UInt8.random(in: 1...255, using: &noise)
                var visited = (0..<Int(universe)).map { _ in UInt8.random(in: 0...255, using: &noise) == mark ? 0 : mark &+ 1 }
                for id in seen { visited[Int(id)] = mark }
                var fresh = [UInt32](repeating: 0, count: degree + 16)
                let count = kernels.unvisited(links: links, degree: degree, visited: &visited, mark: mark, fresh: &fresh)
                let expected = links.prefix { $0 != .max }.filter { seen.insert($0).inserted }
                #expect(Array(fresh[..<count]) == expected)
                #expect(Set((0..<universe).filter { visited[Int($0)] == mark }) == seen)
            }
        }
    }

    @Test(arguments: Kernels.available)
    func below(_ kernels: Kernels) {
        var noise = KernelNoise(state: 13)
        for count in 0...80 {
            let keys = (0..<count).map { _ in UInt32.random(in: 0...(.max), using: &noise) >> (noise.next() & 1 == 0 ? 0 : 28) }
            let ids = (0..<count).map { _ in UInt32.random(in: 0..<1 << 31, using: &noise) }
            let entries = zip(keys, ids).map { UInt64($0) << 32 | UInt64($1) << 1 }
            for bound in [0, .max, noise.next()] + entries.prefix(5) {
                var found = [UInt64](repeating: 0, count: count + 8)
                let taken = kernels.below(keys: keys, ids: ids, count: count, bound: bound, entries: &found)
                #expect(Array(found[..<taken]) == entries.filter { $0 < bound })
            }
        }
    }

    @Test(arguments: Kernels.available)
    func rank(_ kernels: Kernels) {
        var noise = KernelNoise(state: 12)
        for count in Array(0...140) + [255, 256, 257, 1_000, 4_096] {
            // Entries of the whole range: their order is unsigned. Some stand there twice.
            let pool = (0..<count).map { _ in noise.next() >> (noise.next() & 1 == 0 ? 0 : 60) }.sorted()
            for entry in [0, 1, 7, .max, .max / 2, noise.next()] + pool.shuffled(using: &noise).prefix(10) {
                #expect(kernels.rank(pool: pool, count: count, entry: entry) == pool.count { $0 < entry }, "\(entry) among \(count)")
            }
        }
    }
}
