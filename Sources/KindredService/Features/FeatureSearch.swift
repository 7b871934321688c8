import Foundation
import KindredMath
public import KindredRetrieval

/// The pictures of a folder that show what another picture shows.
///
///     let search = try FeatureSearch("view.pgm", in: "pictures", k: 5, FeatureRequest())
///     search.hits.first?.path
public struct FeatureSearch: Sendable {
    /// A picture that was found.
    public struct Hit: Sendable {
        /// The file.
        public let path: String
        /// Its keypoints.
        public let keypoints: Int
        /// How alike it is.
        public let hit: ImageCollection.Hit
    }

    /// The picture that was looked for.
    public let query: FeatureComparison.Side
    /// How many pictures were searched.
    public let count: Int
    /// Words of their vocabulary.
    public let words: Int
    /// Most alike first.
    public let hits: [Hit]
    /// Files that look like pictures and are none.
    public let skipped: [Skipped]

    /// Reads a picture and those of a folder, and searches.
    ///
    /// - Parameter progress: told how many of how many pictures have been read; returning false stops.
    /// - Throws: `FileError`; `FeatureError`, `tooFewFeatures` when no picture of the folder has a keypoint, `cancelled`.
    public init(
        _ query: String, in folder: String, k: Int, _ request: FeatureRequest, progress: (_ done: Int, _ all: Int) -> Bool = { _, _ in true }
    ) throws {
        guard k > 0 else { throw FeatureError(.invalidParameter, "k is \(k): at least 1 is needed") }
        let detector = try request.makeDetector(), image = try ImageFile.read(query), paths = try ImageFile.paths(in: folder)
        let features = request.features(of: image, detector)
        var images: [ImageCollection.Image] = [], skipped: [Skipped] = []
        for start in stride(from: 0, to: paths.count, by: request.threads) {
            guard progress(start, paths.count) else { throw FeatureError(.cancelled, "stopped after \(start) of \(paths.count) pictures") }
            let group = Self.read(Array(paths[start..<min(start + request.threads, paths.count)]), request, detector)
            for (path, outcome) in group {
                switch outcome {
                case .success(let features): images.append(ImageCollection.Image(name: path, features: features))
                case .failure(let error): skipped.append(Skipped(name: path, reason: error.message))
                }
            }
        }
        var collection = try ImageCollection(images, words: request.words, seed: request.verifier.seed, threads: request.threads)
        collection.matcher = request.matcher
        collection.verifier = request.verifier
        self.query = FeatureComparison.Side(path: query, image: image, features: features)
        self.skipped = skipped
        count = images.count
        words = collection.vocabulary.count
        hits = try collection.search(features, k: k, shortlist: request.shortlist).map { hit in
            Hit(path: images[hit.image].name, keypoints: images[hit.image].features.count, hit: hit)
        }
    }

    private typealias Outcome = (path: String, features: Result<ImageFeatures, FileError>)

    private static func read(_ paths: [String], _ request: FeatureRequest, _ detector: any FeatureDetector) -> [Outcome] {
        Workers(count: request.threads).map(paths) { path -> Outcome in
            do throws(FileError) {
                return (path, .success(request.features(of: try ImageFile.read(path), detector)))
            } catch {
                return (path, .failure(error))
            }
        }
    }
}
