import KindredMath
import Testing

/// Reference words: SplitMix64 and xoshiro256** of the authors' public C code, over the seeds named here
/// (Fixtures/seeded-random.py recomputes them).
@Suite struct SeededRandomTests {
    @Test func splitMixGivesTheAuthorsWords() {
        var mixer = SplitMix64(state: 1_234_567)
        let words = (0..<5).map { _ in mixer.next() }
        #expect(
            words == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func xoshiroGivesTheAuthorsWords() {
        var zero = SeededRandom(seed: 0), fortyTwo = SeededRandom(seed: 42)
        #expect(
            (0..<5).map { _ in zero.next() } == [
                11_091_344_671_253_066_420, 13_793_997_310_169_335_082, 1_900_383_378_846_508_768,
                7_684_712_102_626_143_532, 13_521_403_990_117_723_737,
            ])
        #expect(
            (0..<5).map { _ in fortyTwo.next() } == [
                1_546_998_764_402_558_742, 6_990_951_692_964_543_102, 12_544_586_762_248_559_009,
                17_057_574_109_182_124_193, 18_295_552_978_065_317_476,
            ])
    }

    @Test func oneSeedGivesOneSequence() {
        var a = SeededRandom(seed: 42), b = SeededRandom(seed: 42), c = SeededRandom(seed: 43), d = SeededRandom(seed: 42, stream: 1)
        let first = (0..<100).map { _ in a.next() }
        #expect(first == (0..<100).map { _ in b.next() })
        #expect(first != (0..<100).map { _ in c.next() })
        #expect(first != (0..<100).map { _ in d.next() })
    }

    @Test func uniformFillsTheUnitInterval() {
        var random = SeededRandom(seed: 1)
        var sum = 0.0
        for _ in 0..<100_000 {
            let u = random.uniform()
            #expect(0 <= u && u < 1)
            sum += u
        }
        // The mean of 1e5 uniforms has deviation 9.1e-4.
        #expect(abs(sum / 100_000 - 0.5) < 4 * 9.2e-4)
    }

    @Test func normalHasMeanZeroAndVarianceOne() {
        var random = SeededRandom(seed: 2)
        let draws = (0..<100_000).map { _ in random.normal() }
        let mean = draws.reduce(0, +) / 100_000
        let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
        #expect(abs(mean) < 4 * 3.2e-3)
        #expect(abs(variance - 1) < 4 * 4.5e-3)
        #expect(draws.allSatisfy { $0.isFinite })
    }

    @Test func integersAreEquallyLikely() {
        var random = SeededRandom(seed: 3)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[random.integer(below: 7)] += 1 }
        for count in counts { #expect(abs(count - 10_000) < 4 * 93) }
        #expect(random.integer(below: 1) == 0)
    }

    @Test func shuffleKeepsTheElementsAndReachesEveryOrder() {
        var random = SeededRandom(seed: 4)
        var seen: [[Int]: Int] = [:]
        for _ in 0..<6_000 {
            var three = [0, 1, 2]
            random.shuffle(&three)
            seen[three, default: 0] += 1
        }
        #expect(seen.count == 6)
        for (order, count) in seen {
            #expect(order.sorted() == [0, 1, 2])
            #expect(abs(count - 1_000) < 4 * 29)
        }
    }

    @Test func samplesAreDistinctAndUnbiased() {
        var random = SeededRandom(seed: 5)
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 {
            let sample = random.sample(3, of: 10)
            #expect(Set(sample).count == 3 && sample == sample.sorted())
            for i in sample { counts[i] += 1 }
        }
        for count in counts { #expect(abs(count - 3_000) < 4 * 46) }
        #expect(random.sample(5, of: 5) == [0, 1, 2, 3, 4])
        #expect(random.sample(0, of: 5).isEmpty)
    }
}
