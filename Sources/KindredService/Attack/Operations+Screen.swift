import Foundation
public import Kindred
public import KindredLearning
import KindredMath

/// Which file of vectors to look over before it is imported.
public struct ScreenRequest: Sendable {
    /// The collection that it is for.
    public var collection: String
    /// The file of vectors.
    public var vectors: String
    /// How to read it.
    public var options = VectorFileOptions()
    /// Which of the collection's vectors.
    public var using = ""
    /// A generator learned of the collection, whose discriminator is asked as well; nil for none.
    public var generator: String?
    /// Points that the rows are compared with.
    public var sample = 5_000
    /// Seed of the points that are drawn.
    public var seed: UInt64 = 0
    /// Threads to use.
    public var threads = 1

    /// A look over a file for a collection.
    public init(collection: String, vectors: String) {
        self.collection = collection
        self.vectors = vectors
    }
}

/// Rows of a file that are unlike what a collection holds.
public struct Screening: Sendable {
    /// One row, and why it is told.
    public struct Row: Sendable, Hashable {
        /// Which row of the file, from 0.
        public let row: Int
        /// Why, a few words each.
        public let reasons: [String]
    }
    /// Rows of the file, and points that they were compared with.
    public let rows, compared: Int
    /// The rows that are told.
    public let told: [Row]

    /// `{"rows", "compared", "told": [{"row", "reasons"}]}`.
    public var json: JSONObject {
        [
            "rows": .init(rows), "compared": .init(compared),
            "told": .array(told.map { ["row": .init($0.row), "reasons": .array($0.reasons.map { .string($0) })] }),
        ]
    }
}

extension Operations {
    /// Looks over a file of vectors before it is imported: rows far from everything, rows that would be in very many lists, and rows that a
    /// generator's discriminator takes for made. Nothing is changed.
    ///
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`; `FileError`; `LearningError` for a collection of fewer than 11 points.
    /// - Complexity: O(rows · sample · dimension).
    public func screen(_ request: ScreenRequest) throws -> Screening {
        let collection = try database.collection(request.collection)
        guard let configured = collection.configuration.vectors[request.using] else {
            throw StorageError(.invalidArgument, "collection \(collection.name) has no vector named \"\(request.using)\"")
        }
        let batch = try VectorFile.readAll(request.vectors, options: request.options)
        guard batch.dimension == configured.dimension else {
            throw FileError(.mismatch, path: request.vectors, "has vectors of dimension \(batch.dimension), and the collection those of \(configured.dimension)")
        }
        let new = Matrix(rows: batch.count, columns: batch.dimension, elements: batch.values), known = try sample(collection, request, configured.dimension)
        let screen = try IngestScreen(known, measure: configured.measure, threads: request.threads)
        var reasons = try screen.findings(in: new).reduce(into: [Int: [String]]()) { $0[$1.row] = $1.reasons.map(Self.text) }
        if let path = request.generator {
            for row in try Self.foreign(new, path) { reasons[row, default: []].append("the discriminator takes it for made") }
        }
        return Screening(rows: new.rows, compared: known.rows, told: reasons.keys.sorted().map { Screening.Row(row: $0, reasons: reasons[$0] ?? []) })
    }

    private static func text(_ reason: IngestScreen.Reason) -> String {
        switch reason {
        case .far: "far from every point"
        case .hub(let lists, let limit): "would be in \(lists) lists; more than \(limit) is rare"
        }
    }

    /// Rows that the discriminator scores below −2: to it, the odds of being real are below one in seven.
    private static func foreign(_ rows: Matrix<Float>, _ path: String) throws -> [Int] {
        let file = try GeneratorFile(path)
        guard file.generator.classes == 0 else { throw FileError(.mismatch, path: path, "knows classes, and the rows have none: learn a generator without --label") }
        guard file.generator.dimension == rows.columns else {
            throw FileError(.mismatch, path: path, "makes vectors of dimension \(file.generator.dimension), not \(rows.columns)")
        }
        return file.generator.scores(of: rows).enumerated().filter { $0.element < -2 }.map(\.offset)
    }

    /// Points spread by the seed over all there are.
    private func sample(_ collection: VectorCollection, _ request: ScreenRequest, _ dimension: Int) throws -> Matrix<Float> {
        var values: [Float] = [], next: PointID? = nil, random = SeededRandom(seed: request.seed, stream: 0x5C4), seen = 0
        repeat {
            let page = try collection.scroll(from: next, limit: 8_192, filter: nil, withPayload: false, withVectors: true)
            for vector in page.points.compactMap({ $0.vectors[request.using] }) {
                seen += 1
                // Vitter's reservoir: each point is as likely to stay as any other.
                if seen <= request.sample {
                    values += vector
                } else {
                    let place = random.integer(below: seen)
                    if place < request.sample { values.replaceSubrange(place * dimension..<(place + 1) * dimension, with: vector) }
                }
            }
            next = page.next
        } while next != nil
        return Matrix(rows: values.count / dimension, columns: dimension, elements: values)
    }
}
