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
                var visited = [UInt32](repeating: 0, count: Int(universe) / 32 + 1)
                for id in seen { visited[Int(id / 32)] |= 1 << (id % 32) }
                var fresh = [UInt32](repeating: 0, count: degree + 16)
                let count = kernels.unvisited(links: links, degree: degree, visited: &visited, fresh: &fresh)
                let expected = links.prefix { $0 != .max }.filter { seen.insert($0).inserted }
                #expect(Array(fresh[..<count]) == expected)
                let marked = (0..<universe).filter { (id: UInt32) -> Bool in
                    let word = visited[Int(id / 32)]
                    return word & (1 << (id % 32)) != 0
                }
                #expect(Set(marked) == seen)
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
