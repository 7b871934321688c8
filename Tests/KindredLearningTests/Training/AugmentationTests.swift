@testable import KindredLearning
import KindredMath
import Testing

@Suite struct AugmentationTests {
    static let image: [Float] = [
        0, 0, 0, 0, 0,
        0, 1, 2, 3, 0,
        0, 0, 4, 0, 0,
        0, 0, 5, 0, 0,
        0, 0, 0, 0, 0,
    ]

    private func warped(_ warp: ImageWarp) -> [Float] {
        var result = [Float](repeating: -1, count: 25), span = result.mutableSpan
        warp.applied(to: Self.image.span, height: 5, width: 5, into: &span)
        return result
    }

    private func expectNear(_ a: [Float], _ b: [Float], _ tolerance: Float = 1e-4) {
        for (x, y) in zip(a, b) { #expect(abs(x - y) < tolerance, "\(a)") }
    }

    @Test func nothingChangesNothing() {
        expectNear(warped(ImageWarp()), Self.image)
        var random = SeededRandom(seed: 1)
        let still = ImageAugmentation(rotation: 0, scale: 0, shear: 0, shift: 0, thickness: 0)
        expectNear(still.applied(to: Self.image, height: 5, width: 5, &random), Self.image)
    }

    @Test func quartersAreSymmetries() {
        expectNear(warped(ImageWarp(rotation: .pi / 2)), ImageSymmetry.quarter.applied(to: Self.image, side: 5))
        expectNear(warped(ImageWarp(rotation: -.pi / 2)), ImageSymmetry.threeQuarters.applied(to: Self.image, side: 5))
        expectNear(warped(ImageWarp(rotation: .pi)), ImageSymmetry.half.applied(to: Self.image, side: 5))
    }

    /// ⟨Wx, y⟩ = ⟨x, Wᵀy⟩.
    @Test func theTransposeIsOne() {
        let other = (0..<25).map { Float(($0 * 7) % 11) - 4 }
        for warp in [ImageWarp(), ImageWarp(rotation: 0.3), ImageWarp(scale: (1.2, 0.8), shear: 0.2), ImageWarp(shift: (1.5, -0.25))] {
            var back = [Float](repeating: 0, count: 25), span = back.mutableSpan
            warp.addTransposed(of: other.span, height: 5, width: 5, into: &span)
            let there = zip(warped(warp), other).reduce(Float(0)) { $0 + $1.0 * $1.1 }, here = zip(Self.image, back).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            #expect(abs(there - here) < 1e-3, "\(there) \(here)")
        }
    }

    @Test func shiftsMove() {
        let moved = warped(ImageWarp(shift: (1, 1)))
        #expect(abs(moved[2 * 5 + 2] - 1) < 1e-5 && abs(moved[2 * 5 + 4] - 3) < 1e-5 && moved[6] == 0)
        let half = warped(ImageWarp(shift: (0.5, 0)))
        #expect(abs(half[1 * 5 + 2] - 1.5) < 1e-5)
    }

    @Test func scalesAndShears() {
        #expect(abs(warped(ImageWarp(scale: (2, 2)))[12] - 4) < 1e-5)
        // A pixel above the middle moves right by the shear.
        #expect(abs(warped(ImageWarp(shear: 1))[1 * 5 + 3] - 2) < 1e-5)
    }

    /// The eight are all different, and each four turns come back.
    @Test func symmetriesAreAGroup() {
        let images = ImageSymmetry.allCases.map { $0.applied(to: Self.image, side: 5) }
        #expect(Set(images).count == 8)
        var turned = Self.image
        for _ in 0..<4 { turned = ImageSymmetry.quarter.applied(to: turned, side: 5) }
        #expect(turned == Self.image)
        #expect(ImageSymmetry.mirrored.applied(to: images[4], side: 5) == Self.image)
        #expect(images.allSatisfy { $0.sorted() == Self.image.sorted() })
    }

    @Test func changesStayInRangeAndFollowTheSeed() {
        let image = Self.image.map { $0 / 5 }
        var one = SeededRandom(seed: 3), two = SeededRandom(seed: 3)
        for _ in 0..<200 {
            let changed = ImageAugmentation(thickness: 1).applied(to: image, height: 5, width: 5, &one)
            #expect(changed.allSatisfy { $0 >= 0 && $0 <= 1 + 1e-6 })
            #expect(changed == ImageAugmentation(thickness: 1).applied(to: image, height: 5, width: 5, &two))
        }
    }
}
