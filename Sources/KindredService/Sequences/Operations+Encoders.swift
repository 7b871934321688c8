#if Keras
public import Kindred
import KindredKeras
import KindredNN

/// What encoding led to.
public struct EncodeReport: Sendable, Hashable {
    /// The vector that was filled.
    public var vector: String
    /// Points that have it now and had not before.
    public var encoded: Int
    /// Points without a sequence that the model takes.
    public var leftOut: Int
}

extension Operations {
    private static let pageRows = 1_024

    /// Makes the vectors of points that have a sequence in the encoder's field and no such vector yet: points that came after learning.
    ///
    /// Pages of points are durable one after another; what was stopped goes on when called again.
    ///
    /// - Parameters:
    ///   - vector: which one; the only one that has an encoder when it is empty.
    ///   - anew: whether points that have the vector are encoded too, as their payload may have changed.
    ///   - progress: told of points looked at, and of all.
    /// - Throws: `StorageError`: `notFound` when the vector has no encoder, `cancelled`, `readOnly`.
    public func encode(
        _ name: String, using vector: String = "", anew: Bool = false, threads: Int = 1, progress: (Int, Int) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> EncodeReport {
        let collection = try database.collection(name), encoder = try encoder(of: collection, vector)
        let all = try collection.count(nil)
        var report = EncodeReport(vector: encoder.vector, encoded: 0, leftOut: 0), next: PointID? = nil, seen = 0
        repeat {
            guard !isCancelled() else { throw StorageError(.cancelled, "encoding was stopped after \(report.encoded) points: kindred encode \(name) goes on") }
            let page = try collection.scroll(from: next, limit: Self.pageRows, withPayload: true, withVectors: true)
            var ids = [PointID](), rows = [Tensor<Float>]()
            for point in page.points where anew || point.vectors[encoder.vector] == nil {
                guard let row = encoder.row(of: point.payload) else {
                    report.leftOut += 1
                    continue
                }
                ids.append(point.id)
                rows.append(row)
            }
            let values = try encoder.model.encode(rows, threads: threads), width = rows.isEmpty ? 0 : values.count / rows.count
            try collection.updateVectors(ids.enumerated().map { Point(id: $1, vectors: [encoder.vector: Array(values[($0 * width)..<(($0 + 1) * width)])]) })
            report.encoded += ids.count
            seen += page.points.count
            progress(seen, all)
            next = page.next
        } while next != nil
        return report
    }

    /// Makes a model the encoder of a new vector of a collection: its last hidden state, of the sequences in a payload field. Points are
    /// given the vector by ``encode(_:using:anew:threads:progress:isCancelled:)``.
    ///
    /// - Parameters:
    ///   - file: a model of sequences, Keras' or ours.
    ///   - tokenizer: what `tokenizer.to_json()` wrote, for a model of texts that comes without.
    ///   - field: a path of the payload.
    ///   - vector: the new vector's name; the field's when it is empty.
    /// - Throws: `KerasError` for the model; `StorageError`: `alreadyExists` for a vector that is there, `invalidArgument`, `readOnly`.
    public func setEncoder(
        of name: String, _ file: SequenceModelFile, tokenizer: String? = nil, field: String, using vector: String = "", measure: Measure = .cosine
    ) throws {
        let collection = try database.collection(name), path = try PayloadPath(parsing: field)
        var model = try file.model()
        if let tokenizer { model.tokenizer = try KerasTokenizer(contentsOf: tokenizer) }
        guard let dimension = model.encodingDimension else { throw FileError(.mismatch, path: file.path, "has no LSTM layer, whose hidden state would be the vector of a sequence") }
        if model.inputShape.count == 1 { _ = try file.tokenizer(nil, model) }
        try CollectionEncoder.add(
            model.checkpoint, field: path, vector: vector.isEmpty ? field : vector, VectorConfiguration(dimension: dimension, measure: measure), to: collection)
    }

    /// The points whose text is most like one.
    ///
    /// - Throws: `StorageError`; `KerasError` for a text that the model does not take.
    public func search(_ query: SearchQuery, text: String) throws -> [SearchHit] {
        let encoder = try encoder(of: database.collection(query.collection), query.using)
        var query = query
        query.using = encoder.vector
        return try search(query, vector: try encoder.model.encoding(of: encoder.model.row(of: text)))
    }

    /// The points whose sequences are most like those of a file: series of a `.npy`, or texts, a line each.
    ///
    /// - Parameter answer: gets the number of the sequence and its hits; returning `false` ends the search.
    /// - Throws: `StorageError`; `FileError` for a file that does not fit the model.
    public func search(_ query: SearchQuery, sequences path: String, threads: Int, answer: (Int, [SearchHit]) throws -> Bool) throws {
        let encoder = try encoder(of: database.collection(query.collection), query.using), rows = try SequenceFile.rows(path, for: encoder.model)
        var query = query
        query.using = encoder.vector
        let values: [Float]
        do { values = try encoder.model.encode(rows, threads: threads) } catch { throw FileError(.mismatch, path: path, error.message) }
        let width = values.count / max(1, rows.count)
        for row in rows.indices {
            guard try answer(row, try search(query, vector: Array(values[(row * width)..<((row + 1) * width)]))) else { return }
        }
    }

    /// The encoder of a vector; of the only one that has any, when no vector is named.
    private func encoder(of collection: VectorCollection, _ vector: String) throws -> CollectionEncoder {
        if let encoder = try CollectionEncoder(of: collection, vector: vector) { return encoder }
        let others = vector.isEmpty ? try collection.configuration.vectors.keys.sorted().compactMap { try CollectionEncoder(of: collection, vector: $0) } : []
        if others.count == 1 { return others[0] }
        let named = others.map { "\"\($0.vector)\"" }.joined(separator: ", ")
        throw StorageError(
            .notFound,
            others.isEmpty
                ? "no model makes \(vector.isEmpty ? "vectors" : "vector \"\(vector)\"") of collection \(collection.name); kindred learn --encoder lstm makes one"
                : "models make the vectors \(named) of collection \(collection.name): name one")
    }
}
#endif
