public import ArgumentParser
import Foundation
public import KindredService

struct MatchFeatures: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Compare pictures by their keypoints, or find in a folder what a picture shows.",
        discussion: """
            kindred match features a.pgm b.pgm --report matches.html
            kindred match features view.pgm pictures --k 5

            Pictures are PNG, JPEG, PGM, PPM, PBM, or .npy arrays [height, width] or [height, width, 3]. Keypoints are compared by Lowe's ratio and a \
            mutual check; of what remains, RANSAC finds the matches that one map between the pictures explains. A folder is searched by \
            visual words first, and the most alike keypoint by keypoint.
            """)

    @Argument(help: "A picture.", completion: .file())
    var picture: String

    @Argument(help: "Another picture, or a folder of pictures.", completion: .file())
    var other: String

    @Option(parsing: .unconditional, help: ArgumentHelp("How many pictures of a folder to name.", valueName: "n"))
    var k = 5

    @Option(help: "What finds and describes keypoints.")
    var detector = FeatureRequest.Detector.sift

    @Option(help: "How nearest descriptors are found.")
    var search = FeatureMatcher.Search.flat

    @Option(parsing: .unconditional, help: ArgumentHelp("The nearest must be nearer than this share of the distance to the next; 1 takes nearly all.", valueName: "share"))
    var ratio: Float = 0.75

    @Flag(inversion: .prefixedNo, help: "Whether both keypoints must be each other's nearest.")
    var mutual = true

    @Option(help: "Which map between the pictures is looked for.")
    var transform = PlanarModel.homography

    @Option(parsing: .unconditional, help: ArgumentHelp("How far from where the map leads a keypoint may lie.", valueName: "pixels"))
    var tolerance = 3.0

    @Option(parsing: .unconditional, help: ArgumentHelp("At most this many keypoints of a picture, the strongest; all unless given.", valueName: "n"))
    var limit: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Larger pictures are reduced to this many pixels at their longer side.", valueName: "pixels"))
    var maxSide = 2048

    @Option(parsing: .unconditional, help: ArgumentHelp("Words of a folder's vocabulary.", valueName: "n"))
    var words = 200

    @Option(parsing: .unconditional, help: ArgumentHelp("Pictures of a folder that are compared keypoint by keypoint; 4 k, 20 at least, unless given.", valueName: "n"))
    var shortlist: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of everything that is drawn.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "With --json, name the places of every match of two pictures.")
    var points = false

    @Option(help: ArgumentHelp("Write a page with both pictures and a line for each match.", valueName: "file.html"), completion: .file())
    var report: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard k >= 1 else { throw ValidationError("--k \(k) is below 1.") }
        guard ratio > 0, ratio <= 1 else { throw ValidationError("--ratio \(ratio) is not in 0…1.") }
        guard tolerance > 0, tolerance.isFinite else { throw ValidationError("--tolerance \(tolerance) is no positive number.") }
        guard limit ?? 1 >= 1 else { throw ValidationError("--limit \(limit ?? 0) is below 1.") }
        guard maxSide >= 16 else { throw ValidationError("--max-side \(maxSide) is below 16.") }
        guard (1...1_000_000).contains(words) else { throw ValidationError("--words \(words) is not in 1…1000000.") }
        guard shortlist ?? 1 >= 1 else { throw ValidationError("--shortlist \(shortlist ?? 0) is below 1.") }
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        if let report { try ReportPage.check(path: report) }
        if isFolder(other) { return try searchFolder() }
        let comparison = try FeatureComparison(picture, other, request)
        if let report { try comparison.page().write(to: report) }
        if shared.json { return Output.json(comparison.json(points: points)) }
        for side in [comparison.first, comparison.second] {
            Output.line("\(side.path): \(side.image.width) × \(side.image.height), \(Text.grouped(side.features.count)) keypoints")
        }
        Output.line(comparison.verdict)
        guard let matrix = comparison.verification?.transform.matrix else { return }
        var table = Table(["\(transform)", "", ""])
        for row in 0..<3 { table.add((0..<3).map { Text.fixed(matrix[3 * row + $0], 6) }) }
        table.print()
    }

    private var request: FeatureRequest {
        var request = FeatureRequest()
        request.detector = detector
        request.limit = limit
        request.side = maxSide
        request.matcher = FeatureMatcher(search: search, ratio: ratio, isMutual: mutual)
        request.verifier = GeometricVerifier(model: transform, tolerance: tolerance, seed: seed)
        request.words = words
        request.shortlist = shortlist
        request.threads = threads
        return request
    }

    private func isFolder(_ path: String) -> Bool {
        (try? URL(fileURLWithPath: path).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    }

    private func searchFolder() throws {
        guard report == nil else { throw ValidationError("--report shows two pictures; \(other) is a folder.") }
        let found = try ProgressLine.during("pictures") { progress in
            try FeatureSearch(picture, in: other, k: k, request, progress: progress)
        }
        if shared.json { return Output.json(found.json) }
        var table = Table(["picture", "keypoints", "cosine", "matches", "inliers", "shows the same"])
        for hit in found.hits {
            table.add([
                hit.path, "\(hit.keypoints)", Text.fixed(Double(hit.hit.cosine), 4), "\(hit.hit.matches)", "\(hit.hit.inliers)", hit.hit.isAccepted ? "yes" : "no",
            ])
        }
        table.print()
        for skipped in found.skipped { Console.message("\(skipped.name) was passed over: \(skipped.reason)") }
    }
}

extension FeatureRequest.Detector: ExpressibleByArgument {}
extension FeatureMatcher.Search: ExpressibleByArgument {}
extension PlanarModel: ExpressibleByArgument {}
