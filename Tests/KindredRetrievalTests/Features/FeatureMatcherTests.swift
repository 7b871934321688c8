@testable import KindredRetrieval
import KindredMath
import Testing

@Suite struct FeatureMatcherTests {
    /// Features of random unit descriptors; the first `common` of all seeds are nearly the same.
    private func features(_ count: Int, common: Int, seed: UInt64, detector: String = "sift") -> ImageFeatures {
        var shared = SeededRandom(seed: 99), own = SeededRandom(seed: seed)
        var features = ImageFeatures(width: 100, height: 100, detector: detector, dimension: 16)
        for place in 0..<count {
            let descriptor = (0..<16).map { _ in Float(place < common ? shared.normal() + 0.1 * own.normal() : own.normal()) }
            features.append(Keypoint(x: Float(place), y: 0, scale: 1, angle: 0, response: 1), descriptor.ofUnitLength)
        }
        return features
    }

    private func squared(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }

    @Test(arguments: [(Float?(0.75), true), (0.9, false), (nil, true), (nil, false), (0.5, true)])
    func matchesAreWhatPlainLoopsSay(ratio: Float?, isMutual: Bool) throws {
        let a = features(60, common: 30, seed: 1), b = features(45, common: 30, seed: 2)
        let found = try FeatureMatcher(ratio: ratio, isMutual: isMutual).matches(a, b)
        var expected: [Int: Int] = [:]
        for i in 0..<a.count {
            let distances = (0..<b.count).map { squared(a.descriptor(i), b.descriptor($0)) }, order = distances.indices.sorted { distances[$0] < distances[$1] }
            if let ratio, distances[order[0]].squareRoot() >= ratio * distances[order[1]].squareRoot() { continue }
            let back = (0..<a.count).min { squared(a.descriptor($0), b.descriptor(order[0])) < squared(a.descriptor($1), b.descriptor(order[0])) }
            if isMutual, back != i { continue }
            expected[i] = order[0]
        }
        #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.first, $0.second) }) == expected)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.distance <= $1.distance })
        #expect(found.allSatisfy { abs($0.distance * $0.distance - squared(a.descriptor($0.first), b.descriptor($0.second))) < 1e-4 })
        #expect(FeatureMatcher.score(found, a, b) == Double(expected.count) / 45)
    }

    @Test(arguments: [FeatureMatcher.Search.kdtree, .lsh]) func approximateSearchFindsNearlyAll(search: FeatureMatcher.Search) throws {
        let images = try ["camera", "turned"].map { SIFT().features(of: try ViewsOfTheCamera.image($0)) }
        let exact = Set(try FeatureMatcher().matches(images[0], images[1])), found = Set(try FeatureMatcher(search: search).matches(images[0], images[1]))
        #expect(Double(found.intersection(exact).count) >= 0.9 * Double(exact.count))
    }

    @Test func aSingleNeighbourIsNoMatch() throws {
        let one = features(1, common: 1, seed: 1), many = features(20, common: 1, seed: 2)
        #expect(try FeatureMatcher().matches(many, one).isEmpty)
        #expect(try FeatureMatcher().matches(one, many).count == 1)
        #expect(try FeatureMatcher(ratio: nil).matches(many, one).count == 1)
    }

    @Test func otherDetectorsAreRefused() {
        let a = features(3, common: 3, seed: 1), b = features(3, common: 3, seed: 1, detector: "surf")
        let error = #expect(throws: FeatureError.self) { try FeatureMatcher().matches(a, b) }
        #expect(error?.message == "features of sift and of surf cannot be compared")
        #expect(throws: FeatureError.self) { try FeatureMatcher(ratio: 1.5).matches(a, a) }
    }
}
