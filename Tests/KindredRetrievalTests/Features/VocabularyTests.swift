@testable import KindredRetrieval
import Testing

@Suite struct VocabularyTests {
    @Test func weightsAreThoseOfTheFormula() {
        let weights = TermWeights(counts: [[2, 1, 0], [0, 3, 0]], words: 3)
        // ln(2/2) + 1, ln(2/3) + 1, ln(2/1) + 1
        #expect(zip(weights.idf, [1, 0.594_535, 1.693_147]).allSatisfy { abs($0 - $1) < 1e-5 })
        let vector = weights.vector([2, 1, 0])
        #expect(abs(vector[0] - 0.958_565) < 1e-4 && abs(vector[1] - 0.284_946) < 1e-4 && vector[2] == 0)
        #expect(weights.vector([0, 0, 0]) == [0, 0, 0])
    }

    @Test func textsAreCountedByWords() {
        let vocabulary = TextVocabulary(of: ["A red car.", "The red house", "the RED-house, 2 cars"])
        #expect(vocabulary.words == ["2", "a", "car", "cars", "house", "red", "the"])
        #expect(vocabulary.counts("Red: red? unknown") == [0, 0, 0, 0, 0, 2, 0])
        #expect(TextVocabulary(of: ["a b", "b c", "b"], minimumCount: 2).words == ["b"])
        let red = vocabulary.weights.idf[5], car = vocabulary.weights.idf[2]
        #expect(car > red && red > 0)
        #expect(vocabulary.vector("nothing known") == [Float](repeating: 0, count: 7))
    }

    private func collection(words: Int = 60) throws -> ImageCollection {
        let names = ["camera", "blobs 1", "blobs 2", "blobs 3", "empty"]
        let images = try [
            ViewsOfTheCamera.image("camera"), blobs(160, 120, seed: 1), blobs(160, 120, seed: 2), blobs(200, 90, seed: 3), GreyImage(width: 20, height: 20, pixels: [Float](repeating: 0, count: 400)),
        ]
        return try ImageCollection(zip(names, images).map { ImageCollection.Image(name: $0, features: SIFT().features(of: $1)) }, words: words)
    }

    @Test func aViewFindsItsPicture() throws {
        let collection = try collection()
        for view in ["turned", "small"] {
            let hits = try collection.search(SIFT().features(of: try ViewsOfTheCamera.image(view)), k: 3)
            #expect(hits.count == 3 && hits[0].image == 0 && hits[0].isAccepted && hits[0].inliers > 80)
            #expect(hits.dropFirst().allSatisfy { !$0.isAccepted && $0.cosine >= 0 && $0.cosine <= 1 })
        }
        let own = try collection.search(SIFT().features(of: try blobs(160, 120, seed: 2)), k: 10)
        #expect(own.count == 5 && own[0].image == 2 && abs(own[0].cosine - 1) < 1e-5)
    }

    @Test func aPictureWithoutFeaturesFindsNothingAccepted() throws {
        let empty = SIFT().features(of: try GreyImage(width: 30, height: 30, pixels: [Float](repeating: 1, count: 900)))
        let hits = try collection().search(empty, k: 2)
        #expect(hits.count == 2 && hits.allSatisfy { !$0.isAccepted && $0.matches == 0 && $0.cosine == 0 })
    }

    @Test func sameSeedSameWords() throws {
        let features = SIFT().features(of: try ViewsOfTheCamera.image("camera"))
        let words = try (0..<2).map { _ in try VisualVocabulary(of: [features], words: 40, seed: 3) }
        #expect(words[0].nearest.centroids == words[1].nearest.centroids)
        #expect(words[0].counts(features).reduce(0, +) == features.count)
        // Fewer descriptors than words.
        #expect(try VisualVocabulary(of: [features], words: 100_000).count == features.count)
    }

    @Test func wrongInputIsRefused() throws {
        let sift = SIFT().features(of: try ViewsOfTheCamera.image("small")), surf = SURF().features(of: try ViewsOfTheCamera.image("small"))
        let none = ImageFeatures(width: 4, height: 4, detector: "sift", dimension: 128)
        #expect(throws: FeatureError.self) { try VisualVocabulary(of: [sift, surf]) }
        #expect(throws: FeatureError.self) { try VisualVocabulary(of: [sift], words: 0) }
        let error = #expect(throws: FeatureError.self) { try VisualVocabulary(of: [none, none]) }
        #expect(error?.code == .tooFewFeatures && error?.message == "none of 2 pictures has a feature to learn words from")
        #expect(throws: FeatureError.self) { try collection().search(sift, k: 0) }
        #expect(throws: FeatureError.self) { try collection().search(surf, k: 1) }
    }
}
