@testable import KindredRetrieval
import KindredMath
import Testing

@Suite struct GeometricVerifierTests {
    private static let maps: [PlanarModel: PlanarTransform] = [
        .similarity: PlanarTransform([0.6, -0.8, 30, 0.8, 0.6, -12, 0, 0, 1]),
        .affine: PlanarTransform([1.2, 0.3, 5, -0.2, 0.7, 40, 0, 0, 1]),
        .homography: PlanarTransform([0.9, 0.1, 20, -0.05, 1.1, 8, 0.0004, -0.0003, 1]),
    ]

    private func points(_ count: Int, seed: UInt64) -> [SIMD2<Double>] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in SIMD2(random.uniform(in: 0..<300), random.uniform(in: 0..<200)) }
    }

    @Test(arguments: PlanarModel.allCases) func aMapIsFoundAmongWrongMatches(model: PlanarModel) throws {
        let map = try #require(Self.maps[model]), from = points(80, seed: 3), wrong = points(80, seed: 4)
        var random = SeededRandom(seed: 5)
        let to = try from.indices.map { place in
            place % 2 == 0 ? try #require(map(from[place])) + SIMD2(random.normal(), random.normal()) * 0.3 : wrong[place]
        }
        let found = try #require(GeometricVerifier(model: model).verify(from: from, to: to))
        #expect(Set(found.inliers).isSuperset(of: Set(stride(from: 0, to: 80, by: 2))) && found.inliers.count < 46 && found.isAccepted)
        for corner in [SIMD2(0.0, 0), SIMD2(300, 0), SIMD2(300, 200), SIMD2(0, 200)] {
            let miss = try #require(found.transform(corner)) - #require(map(corner))
            #expect((miss * miss).sum().squareRoot() < 1.5)
        }
        #expect(GeometricVerifier(model: model).verify(from: from, to: to) == found)
    }

    @Test(arguments: PlanarModel.allCases) func exactPointsGiveTheExactMap(model: PlanarModel) throws {
        let map = try #require(Self.maps[model])
        for count in [model.pointCount, model.pointCount + 1, 30] {
            let from = points(count, seed: UInt64(count)), to = try from.map { try #require(map($0)) }
            let found = try #require(model.transform(from: from, to: to))
            for (own, expected) in zip(found.matrix, map.matrix) { #expect(abs(own - expected) < 1e-6 * max(1, abs(expected))) }
        }
    }

    @Test(arguments: PlanarModel.allCases) func chanceIsNotAccepted(model: PlanarModel) {
        for seed in UInt64(10)..<15 {
            let found = GeometricVerifier(model: model).verify(from: points(60, seed: seed), to: points(60, seed: seed + 100))
            #expect(found?.isAccepted != true)
        }
    }

    @Test func pointsThatTellNothingGiveNothing() {
        let line = (0..<20).map { SIMD2(Double($0), 2 * Double($0)) }, same = [SIMD2<Double>](repeating: SIMD2(3, 4), count: 20)
        #expect(GeometricVerifier(model: .homography).verify(from: line, to: line) == nil)
        #expect(GeometricVerifier(model: .affine).verify(from: line, to: line) == nil)
        for model in PlanarModel.allCases {
            #expect(GeometricVerifier(model: model).verify(from: same, to: same) == nil)
            #expect(GeometricVerifier(model: model).verify(from: [], to: []) == nil)
            #expect(GeometricVerifier(model: model).verify(from: line, to: same)?.isAccepted != true)
        }
        // A mirror is no camera's view.
        let from = points(40, seed: 1), mirrored = from.map { SIMD2(-$0.x, $0.y) }
        #expect(GeometricVerifier().verify(from: from, to: mirrored)?.isAccepted != true)
    }

    @Test func mapsComposeAndInvert() throws {
        for map in Self.maps.values {
            let back = try #require(map.inverse), same = back.after(map)
            for (own, expected) in zip(same.matrix, PlanarTransform.identity.matrix) { #expect(abs(own - expected) < 1e-12) }
        }
        #expect(PlanarTransform([1, 2, 0, 2, 4, 0, 0, 0, 1]).inverse == nil)
        #expect(PlanarTransform([1, 0, 0, 0, 1, 0, 1, 0, -1])(SIMD2(1, 0)) == nil)
        #expect(PlanarTransform([0, 2, 0, 3, 0, 0, 0, 0, 1]).growth(at: .zero) == -6)
    }

    @Test(arguments: ["turned", "small"]) func theCameraIsVerified(view: String) throws {
        let golden = try ViewsOfTheCamera.read(), features = try ["camera", view].map { SIFT().features(of: try ViewsOfTheCamera.image($0)) }
        let matches = try FeatureMatcher().matches(features[0], features[1])
        let found = try #require(GeometricVerifier(model: .similarity).verify(matches, features[0], features[1]))
        #expect(found.isAccepted && Double(found.inliers.count) >= 0.9 * Double(matches.count))
        let expected = try #require(golden.transforms[view])
        for place in [0, 1, 3, 4] { #expect(abs(found.transform.matrix[place] - expected[place]) < 0.005) }
        for place in [2, 5] { #expect(abs(found.transform.matrix[place] - expected[place]) < 0.7) }
    }
}
