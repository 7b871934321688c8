@testable import KindredRetrieval
import Testing

@Suite struct DetectorTests {
    @Test func everyKeypointOfOpenCVIsFoundAndDescribedAlike() throws {
        let golden = try ViewsOfTheCamera.read(), features = SIFT().features(of: try ViewsOfTheCamera.image("camera"))
        #expect(features.count == golden.counts["camera"])
        for (number, point) in golden.keypoints.enumerated() {
            // OpenCV leaves in the quarter of a pixel that doubling shifts.
            let place = features.keypoints.firstIndex { own in
                let turn = abs(own.angle * 180 / .pi - point[3])
                return abs(own.x - point[0] + 0.25) < 0.1 && abs(own.y - point[1] + 0.25) < 0.1 && abs(2 * own.scale / point[2] - 1) < 0.02 && min(turn, 360 - turn) < 1
            }
            guard let place else {
                Issue.record("OpenCV's keypoint \(point) is not found")
                continue
            }
            guard number % 20 == 0 else { continue }
            let other = golden.descriptors[number / 20].ofUnitLength
            let cosine = zip(features.descriptor(place), other).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(cosine > 0.98, "\(point)")
        }
    }

    @Test(arguments: ["turned", "small"]) func keypointsAreFoundAgain(view: String) throws {
        let golden = try ViewsOfTheCamera.read(), transform = PlanarTransform(try #require(golden.transforms[view]))
        let images = try ["camera", view].map { try ViewsOfTheCamera.image($0) }, sift = images.map { SIFT().features(of: $0) }
        let once = try Repetition(sift[0], sift[1], transform, FeatureMatcher(isMutual: false))
        let mutual = try Repetition(sift[0], sift[1], transform, FeatureMatcher())
        #expect(once.repeated >= 0.6 && once.precision >= 0.9, "\(once)")
        #expect(mutual.precision >= once.precision, "\(mutual)")
        let expected = try (#require(golden.matches[view]), #require(golden.mutual[view]))
        #expect(abs(Double(once.matches) / Double(expected.0) - 1) < 0.15)
        #expect(abs(Double(mutual.matches) / Double(expected.1) - 1) < 0.15)
        let surf = images.map { SURF().features(of: $0) }
        let boxes = try Repetition(surf[0], surf[1], transform, FeatureMatcher())
        #expect(boxes.repeated >= 0.6 && boxes.precision >= 0.85 && boxes.matches > 40, "\(boxes)")
    }

    @Test func rootsAreOfUnitLengthAndMatchAsWell() throws {
        var parameters = SIFT.Parameters()
        parameters.isRoot = true
        let detector = try SIFT(parameters), features = try ["camera", "turned"].map { detector.features(of: try ViewsOfTheCamera.image($0)) }
        #expect(detector.name == "rootsift")
        for place in 0..<features[0].count {
            #expect(abs(features[0].descriptor(place).reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
        }
        #expect(try FeatureMatcher().matches(features[0], features[1]).count > 140)
    }

    @Test(arguments: [(1, 1), (5, 3), (11, 11), (12, 400), (64, 64)]) func aPictureWithoutContrastHasNoFeatures(width: Int, height: Int) throws {
        let image = try GreyImage(width: width, height: height, pixels: [Float](repeating: 0.7, count: width * height))
        let sift = SIFT().features(of: image), surf = SURF().features(of: image)
        #expect(sift.count == 0 && surf.count == 0 && sift.descriptors.isEmpty)
        #expect(try FeatureMatcher().matches(sift, sift).isEmpty)
        #expect(FeatureMatcher.score([], sift, sift) == 0)
    }

    @Test(arguments: [(40, 17), (17, 40), (33, 64), (100, 30)]) func picturesOfAnyShapeAreTaken(width: Int, height: Int) throws {
        let image = try blobs(width, height)
        for detector in [SIFT(), SURF()] as [any FeatureDetector] {
            let features = detector.features(of: image)
            #expect(features.descriptors.count == features.count * detector.dimension)
            #expect(features.descriptors.allSatisfy { $0.isFinite })
            for point in features.keypoints {
                #expect(point.x >= 0 && point.x < Float(width) && point.y >= 0 && point.y < Float(height) && point.angle >= 0 && point.angle < 2 * .pi + 1e-5)
            }
        }
    }

    @Test func theStrongestAreKept() throws {
        let image = try ViewsOfTheCamera.image("camera"), all = SIFT().features(of: image)
        var parameters = SIFT.Parameters()
        parameters.limit = 30
        let some = try SIFT(parameters).features(of: image)
        #expect(some.keypoints == Array(all.keypoints.prefix(30)))
        #expect(zip(all.keypoints, all.keypoints.dropFirst()).allSatisfy { $0.response >= $1.response })
    }

    @Test func placesFollowTheScale() throws {
        var features = ImageFeatures(width: 10, height: 10, detector: "sift", dimension: 1)
        features.append(Keypoint(x: 4.5, y: 2, scale: 1.5, angle: 1, response: 1), [1])
        let scaled = features.scaled(by: 2, width: 20, height: 20)
        #expect(scaled.keypoints[0] == Keypoint(x: 9.5, y: 4.5, scale: 3, angle: 1, response: 1))
        #expect(scaled.width == 20 && scaled.descriptors == [1])
    }

    @Test func parametersAreChecked() {
        var parameters = SIFT.Parameters()
        parameters.sigma = 0
        #expect(throws: FeatureError.self) { try SIFT(parameters) }
        parameters = SIFT.Parameters()
        parameters.limit = 0
        #expect(throws: FeatureError.self) { try SIFT(parameters) }
        var boxes = SURF.Parameters()
        boxes.octaves = 7
        let error = #expect(throws: FeatureError.self) { try SURF(boxes) }
        #expect(error?.message == "octaves is 7.0: 1.0...6.0 is allowed")
    }
}
