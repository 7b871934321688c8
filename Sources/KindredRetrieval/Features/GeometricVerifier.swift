internal import Foundation
internal import KindredMath

// Fischler, Bolles, "Random sample consensus", CACM 24(6), 1981; refined on its inliers as in Chum, Matas, Kittler, "Locally optimized
// RANSAC", DAGM 2003. Acceptance: Brown, Lowe, "Automatic panoramic image stitching", IJCV 74(1), 2007, section 3.2.

/// The map between two images that most matches agree on, and which those are.
public struct GeometricVerification: Sendable, Hashable {
    /// From the first image to the second.
    public let transform: PlanarTransform
    /// The matches that it explains, by their numbers, ascending.
    public let inliers: [Int]
    /// Whether so many can hardly agree by chance: more than 5.9 and 0.22 of all matches besides.
    public let isAccepted: Bool
}

/// Looks for the map between two images behind some matches, most of which may be wrong.
///
/// ```swift
/// let found = GeometricVerifier(model: .homography).verify(matches, a, b)
/// found?.inliers.count
/// ```
public struct GeometricVerifier: Sendable, Hashable {
    /// Which maps are tried.
    public var model: PlanarModel
    /// How far from where the map leads a keypoint may lie, in pixels of the second image. Positive.
    public var tolerance: Double
    /// Samples at most. At least 1.
    public var samples: Int
    /// Samples end when a better map is less likely than one minus this.
    public var confidence: Double
    /// Seed of the samples.
    public var seed: UInt64

    /// A verifier; homographies, 3 pixels and 2,000 samples unless given.
    public init(model: PlanarModel = .homography, tolerance: Double = 3, samples: Int = 2000, confidence: Double = 0.999, seed: UInt64 = 0) {
        self.model = model
        self.tolerance = tolerance
        self.samples = samples
        self.confidence = confidence
        self.seed = seed
    }

    /// The map that explains most matches; nil when there are too few or they agree on none.
    ///
    /// - Precondition: the matches are of these features; `tolerance > 0`, `samples > 0`.
    public func verify(_ matches: [FeatureMatch], _ first: ImageFeatures, _ second: ImageFeatures) -> GeometricVerification? {
        precondition(tolerance > 0 && samples > 0, "a tolerance of \(tolerance) and \(samples) samples")
        let from = matches.map { first.keypoints[$0.first].place }, to = matches.map { second.keypoints[$0.second].place }
        return verify(from: from, to: to)
    }

    /// The map that explains most pairs of points.
    public func verify(from: [SIMD2<Double>], to: [SIMD2<Double>]) -> GeometricVerification? {
        precondition(from.count == to.count, "\(from.count) points and \(to.count)")
        guard from.count >= model.pointCount else { return nil }
        let agreement = Agreement(from: from, to: to, tolerance: tolerance)
        guard let best = sampled(agreement) else { return nil }
        let refined = refined(best, agreement)
        let count = refined.inliers.count
        guard count >= model.pointCount else { return nil }
        return GeometricVerification(
            transform: refined.transform, inliers: refined.inliers, isAccepted: Double(count) > 5.9 + 0.22 * Double(from.count))
    }

    private typealias Candidate = (transform: PlanarTransform, inliers: [Int], cost: Double)

    private func sampled(_ agreement: Agreement) -> Candidate? {
        var random = SeededRandom(seed: seed), best: Candidate?, needed = samples, done = 0
        while done < needed {
            done += 1
            let chosen = random.sample(model.pointCount, of: agreement.count)
            guard agreement.hasOneOrientation(chosen), let transform = agreement.transform(model, chosen) else { continue }
            let (inliers, cost) = agreement.inliers(of: transform)
            guard inliers.count >= model.pointCount, cost < best?.cost ?? .infinity else { continue }
            best = (transform, inliers, cost)
            needed = min(needed, samplesNeeded(share: Double(inliers.count) / Double(agreement.count)))
        }
        return best
    }

    /// How many samples contain one of inliers alone, with the confidence asked for.
    private func samplesNeeded(share: Double) -> Int {
        let all = pow(share, Double(model.pointCount))
        guard all < 1 else { return 1 }
        let needed = log(1 - min(confidence, 1 - 1e-12)) / log(1 - all)
        return needed < Double(samples) ? max(1, Int(needed.rounded(.up))) : samples
    }

    /// Least squares over the inliers, again while that costs less.
    private func refined(_ start: Candidate, _ agreement: Agreement) -> Candidate {
        var best = start
        for _ in 0..<10 {
            guard let transform = agreement.transform(model, best.inliers) else { break }
            let (inliers, cost) = agreement.inliers(of: transform)
            guard inliers.count >= model.pointCount, cost < best.cost else { break }
            best = (transform, inliers, cost)
        }
        return best
    }
}

/// Pairs of points, and how well a map explains them.
private struct Agreement {
    let from: [SIMD2<Double>]
    let to: [SIMD2<Double>]
    let tolerance: Double

    var count: Int { from.count }

    func transform(_ model: PlanarModel, _ chosen: [Int]) -> PlanarTransform? {
        model.transform(from: chosen.map { from[$0] }, to: chosen.map { to[$0] })
    }

    /// Whether each three of the chosen points turn the same way in both images: no camera mirrors what it sees.
    func hasOneOrientation(_ chosen: [Int]) -> Bool {
        for i in 0..<chosen.count {
            for j in 0..<i {
                for k in 0..<j where Self.turn(from, chosen[i], chosen[j], chosen[k]) * Self.turn(to, chosen[i], chosen[j], chosen[k]) <= 0 { return false }
            }
        }
        return true
    }

    private static func turn(_ points: [SIMD2<Double>], _ i: Int, _ j: Int, _ k: Int) -> Double {
        let u = points[j] - points[i], v = points[k] - points[i]
        return u.x * v.y - u.y * v.x
    }

    /// The pairs within the tolerance, and the squared distances of all, each counted as the tolerance at most (MSAC: Torr, Zisserman, 2000).
    ///
    /// A pair around which the map mirrors, or changes lengths more than thirtyfold, is no inlier.
    func inliers(of transform: PlanarTransform) -> (inliers: [Int], cost: Double) {
        let limit = tolerance * tolerance
        var inliers: [Int] = [], cost = 0.0
        for place in from.indices {
            guard let image = transform(from[place]) else {
                cost += limit
                continue
            }
            let squared = ((image - to[place]) * (image - to[place])).sum()
            if squared <= limit, let growth = transform.growth(at: from[place]), growth > 1e-3, growth < 1e3 {
                inliers.append(place)
                cost += squared
            } else {
                cost += limit
            }
        }
        return (inliers, cost)
    }
}

extension Keypoint {
    /// The place, in double precision.
    var place: SIMD2<Double> { SIMD2(Double(x), Double(y)) }
}
