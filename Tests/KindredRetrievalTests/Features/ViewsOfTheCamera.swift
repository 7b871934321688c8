import Foundation
@testable import KindredRetrieval
import Testing

/// A photograph, the same turned and the same reduced, and what OpenCV found in them; `Fixtures/Features/make.py` wrote it.
struct ViewsOfTheCamera: Decodable {
    let keypoints: [[Float]]
    let descriptors: [[Float]]
    let counts: [String: Int]
    let matches: [String: Int]
    let mutual: [String: Int]
    let transforms: [String: [Double]]

    static func read() throws -> ViewsOfTheCamera {
        try JSONDecoder().decode(ViewsOfTheCamera.self, from: Data(contentsOf: url("opencv.json")))
    }

    static func image(_ name: String) throws -> GreyImage {
        try GreyImage(portableMap: [UInt8](Data(contentsOf: url("\(name).pgm"))))
    }

    private static func url(_ name: String) throws -> URL {
        try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/Features/\(name)")
    }
}

/// How keypoints of a view lie beside those of the original.
struct Repetition {
    /// The share of the original's keypoints, of those that the view can show, near which the view has one.
    let repeated: Double
    /// The share of the matches that lead to where the view shows the keypoint.
    let precision: Double
    /// How many matches there are.
    let matches: Int

    init(_ original: ImageFeatures, _ view: ImageFeatures, _ transform: PlanarTransform, _ matcher: FeatureMatcher) throws {
        let places = original.keypoints.map { transform($0.place) ?? .zero }, others = view.keypoints.map(\.place)
        func isNear(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Bool { ((a - b) * (a - b)).sum() < 9 }
        let shown = places.filter { $0.x > 5 && $0.y > 5 && $0.x < Double(view.width - 6) && $0.y < Double(view.height - 6) }
        repeated = Double(shown.count { place in others.contains { isNear(place, $0) } }) / Double(max(1, shown.count))
        let found = try matcher.matches(original, view)
        precision = Double(found.count { isNear(places[$0.first], others[$0.second]) }) / Double(max(1, found.count))
        matches = found.count
    }
}

/// A picture of blobs in places that are the same every time.
func blobs(_ width: Int, _ height: Int, seed: Int = 1) throws -> GreyImage {
    var pixels = [Float](repeating: 0.5, count: width * height)
    for blob in 0..<width * height / 200 {
        let place = (blob &* 7919 &+ seed &* 104_729) % (width * height), x = place % width, y = place / width, reach = 2 + blob % 4
        for v in max(0, y - reach)...min(height - 1, y + reach) {
            for u in max(0, x - reach)...min(width - 1, x + reach) { pixels[v * width + u] = blob % 2 == 0 ? 0.95 : 0.05 }
        }
    }
    return try GreyImage(width: width, height: height, pixels: pixels)
}
