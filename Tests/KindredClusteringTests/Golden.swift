import Foundation

/// The values of Fixtures/structure.json.
struct Golden: Decodable {
    struct Labelled: Decodable {
        let points: [Float]
        let labels: [Int]
    }
    struct Blobs: Decodable {
        let dimension, edges: Int
        let points: [Float]
        let labels: [Int]
        let symmetric, unnormalized, gaussian, variances, shares: [Double]
        let components: [[Double]]
        let silhouette: Double
    }
    struct Dense: Decodable {
        let name: String
        let dimension, minimum: Int
        let points: [Float]
        let eps: Double
        let labels: [Int]
    }
    struct Agreement: Decodable {
        let a, b: [Int]
        let ari, nmi: Double
    }

    let moons, circles: Labelled
    let blobs: Blobs
    let dbscan: [Dense]
    let agreement: Agreement

    static let values = Result {
        let url = Bundle.module.url(forResource: "structure", withExtension: "json", subdirectory: "Fixtures")
        return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url ?? URL(fileURLWithPath: "structure.json")))
    }
}

/// The handwritten digits that ship, 1,797 rows of 64.
enum Digits {
    static func load() throws -> (points: [Float], labels: [Int]) {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Demo/digits")
        let points = try Data(contentsOf: folder.appending(path: "vectors.npy")), labels = try Data(contentsOf: folder.appending(path: "labels.npy"))
        return (bytes(points).map { Float($0) }, bytes(labels).map { Int($0) })
    }

    /// What follows the header, whose length stands in bytes 8 and 9: both arrays hold bytes.
    private static func bytes(_ npy: Data) -> [UInt8] { Array(npy.dropFirst(10 + Int(npy[8]) + 256 * Int(npy[9]))) }
}
