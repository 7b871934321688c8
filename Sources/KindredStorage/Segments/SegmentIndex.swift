import Foundation
import KindredIndex
import KindredMath
import KindredSimilarity

/// The index over one column of a sealed segment: derived, saved beside the vectors, built again when missing or damaged.
struct SegmentIndex: Sendable {
    let index: any SavedIndex
    /// The file it was saved in.
    let fileName: String
    /// How a query is made ready for the index's rows.
    let preparation: Preparation
    let reservation: MemoryReservation
    /// Bytes of vectors below which all that are admitted are compared.
    let fullScanBytes: Int

    /// Neighbours asked for beyond the limit, since the index's order may differ from the measure's by rounding.
    private static let margin = 4

    /// Rows near to a query, in the index's order: at least `limit` of them when so many are admitted.
    func candidates(_ request: SearchRequest, limit: Int, admitting: SlotSet?) throws(StorageError) -> [Int] {
        let query = preparation.isIdentity ? request.vector : preparation.prepared(request.vector.span, as: .query)
        let index = index(for: request.codes), k = limit.sum(orMost: request.codes.rescores == false ? 0 : Self.margin)
        do throws(IndexError) {
            return try index.search(query.span, k: k, effort: request.effort, admitting: admitting).map { Int($0.slot) }
        } catch { throw StorageError(error) }
    }

    /// Whether a search asks this index at all: not when it wants all vectors compared, nor when so few are admitted.
    func serves(_ request: SearchRequest, bytes: Int) -> Bool {
        guard request.effort != .exact, bytes >= fullScanBytes else { return false }
        return !request.codes.isIgnored || index is HNSW || (index as? IVF)?.hasCodes == false || !(index is IVF || index is PQ)
    }

    /// The index as a search uses it that says how codes count.
    private func index(for codes: CodeSearch) -> any SavedIndex {
        if codes == CodeSearch() { return index }
        if var graph = index as? HNSW {
            if codes.isIgnored { graph = graph.overRows }
            graph.rerank = codes.rerank
            return graph
        }
        if var lists = index as? IVF, let rerank = codes.rerank {
            lists.rerank = Int(min(1e6, max(1, rerank)).rounded(.up))
            return lists
        }
        return index
    }
}

// A file's name says what is in it, so that an index that was asked for after the file was made is not mistaken for it:
// index[-VECTOR][~MEASURE].KIND.FINGERPRINT.ki
extension SegmentIndex {
    static func fileName(_ column: VectorColumn, _ configuration: IndexConfiguration) -> String {
        "\(stem(column.name, column.configuration)).\(configuration.kind.rawValue).\(configuration.fingerprint).ki"
    }

    /// What the names of all indexes begin with that a column has under its measure.
    private static func stem(_ column: String, _ configuration: VectorConfiguration) -> String {
        "index" + VectorColumn.fileSuffix(column) + configuration.versions.suffix
    }

    /// The measure under which a derived file was made, an index or prepared rows; nil when it is neither of the vector.
    static func measure(ofFile name: String, vector: String, original: Int) -> Int? {
        let kind = name.hasSuffix(".ki") ? "index" : "prepared"
        let bare = kind + VectorColumn.fileSuffix(vector)
        guard name.hasSuffix(".ki") || name.hasSuffix(".ke"), let first = name.split(separator: ".").first else { return nil }
        if first == bare { return original }
        guard first.hasPrefix(bare + "~") else { return nil }
        return Int(first.dropFirst(bare.count + 1))
    }

    /// The files of a column in its folder under its measure, of whatever kind; the one that is asked for first.
    static func fileNames(_ column: VectorColumn, _ wanted: IndexConfiguration) -> [String] {
        let first = fileName(column, wanted), stem = stem(column.name, column.configuration) + "."
        let found = (try? FileManager.default.contentsOfDirectory(atPath: column.folder.path)) ?? []
        return found.filter { $0.hasPrefix(stem) && $0.hasSuffix(".ki") }.sorted { ($0 != first ? 1 : 0, $0) < ($1 != first ? 1 : 0, $1) }
    }

    /// Opens a saved index; nil when there is none that fits the column, which is scanned until it is built again.
    ///
    /// While the index that is asked for is being built the one before it serves.
    /// - Throws: `StorageError` with code `newerVersion`, or `memoryLimit`.
    init?(reading column: VectorColumn, wanted: IndexConfiguration, rows: Int, memory: MemoryBudget) throws(StorageError) {
        let folder = column.folder
        let names = Self.fileNames(column, wanted)
        guard !names.isEmpty, wanted.kind != .flat, let source = try column.indexRows(rows) else { return nil }
        for name in names {
            guard let kind = name.split(separator: ".").dropFirst().first.flatMap({ IndexConfiguration.Kind(rawValue: String($0)) }) else { continue }
            let configuration = kind == wanted.kind ? wanted : IndexConfiguration(kind)
            let opened: (any SavedIndex)?
            do throws(IndexError) {
                opened = try configuration.open(folder.appending(path: name).path, source.rows, source.reduction)
            } catch {
                if error.code == .newerVersion { throw StorageError(error) }
                continue
            }
            guard let opened else { continue }
            index = configuration.applyingSearch(to: opened)
            fileName = name
            preparation = source.preparation
            reservation = try memory.reserve(opened.byteCount, for: "the index in \(folder.path)")
            fullScanBytes = configuration.fullScanBytes ?? 0
            return
        }
        return nil
    }
}

extension VectorColumn {
    /// How far norms may be from 1 for rows to count as unit vectors: half-precision embeddings stay within 1e-3.
    private static let unitTolerance: Float = 1e-3

    /// What an index over this column is built on; nil when the measure can only be scanned.
    ///
    /// A measure with a squared Euclidean form (cosine among them) takes that; one whose order needs norms takes none.
    func indexRows(_ count: Int) throws(StorageError) -> (rows: VectorRows, reduction: KernelReduction, preparation: Preparation)? {
        guard let form = configuration.measure.normalizedEquivalent, let kernel = form.reduction.kernel else { return nil }
        if form.preparation == self.form.preparation { return (try rows(count), kernel, form.preparation) }
        if form.preparation == .unit, let norms, (0..<count).allSatisfy({ abs(norms[$0] - 1) <= Self.unitTolerance }) {
            return (try rows(count), kernel, form.preparation)
        }
        return (try preparedRows(count, form.preparation), kernel, form.preparation)
    }

    private func preparedRows(_ count: Int, _ preparation: Preparation) throws(StorageError) -> VectorRows {
        do throws(IndexError) {
            let width = preparation.preparedDimension(for: dimension)
            var buffer = try RowBuffer(dimension: width, rowAlignment: 1, capacity: count)
            var row = [Float](repeating: 0, count: width)
            for slot in 0..<count {
                var target = row.mutableSpan
                preparation.prepare(vector(slot).span, as: .row, into: &target)
                try buffer.append(row.span)
            }
            return buffer.rows
        } catch { throw StorageError(.memoryLimit, "\(error)", cause: error) }
    }
}
