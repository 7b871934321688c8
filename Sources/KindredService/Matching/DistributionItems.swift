import Foundation
public import KindredRetrieval

/// Distributions made of files: each file of a directory, each group of rows of a file, or each row.
public struct DistributionItems: Sendable {
    /// How rows of files become distributions.
    public enum Form: Sendable, Hashable {
        /// Rows are points; a mixture is fitted to them.
        case points(MixtureParameters)
        /// Each row is a histogram: counts or shares of outcomes.
        case histograms
    }

    /// How rows become distributions.
    public var form: Form
    /// How the files are read.
    public var options: VectorFileOptions
    /// The distributions, by name.
    public private(set) var collection = DistributionCollection()

    /// Reads the distributions at a place.
    ///
    /// - Parameters:
    ///   - place: a directory, whose vector files are items; or a file: with labels each class is an item, of histograms each row.
    ///   - labels: labels of the rows of a file.
    /// - Throws: `FileError`, `DistributionError`; `mismatch` for a file of points without labels.
    public init(_ place: String, labels: String? = nil, form: Form, options: VectorFileOptions = VectorFileOptions(), isCancelled: (@Sendable () -> Bool)? = nil) throws {
        self.form = form
        self.options = options
        if GraphFile.isDirectory(place) {
            for name in try Self.list(place) { try collection.add(item("\(place)/\(name)", isCancelled), named: name) }
            return
        }
        let vectors = try VectorFile.readAll(place, options: options)
        guard form != .histograms else {
            try addRows(vectors, place)
            return
        }
        guard let labels else { throw FileError(.mismatch, path: place, "is one set of points; give a directory of files, labels for its rows, or say that its rows are histograms") }
        let names = try LabelFile.names(labels, rows: vectors.count)
        let groups = Dictionary(grouping: names.indices) { names[$0] }.sorted { $0.key.localizedStandardCompare($1.key) == .orderedAscending }
        for (name, rows) in groups {
            let values = rows.flatMap { vectors.vector($0) }
            try collection.add(fitted(values, vectors.dimension, "\(place), rows labelled \(name)", isCancelled), named: name)
        }
    }

    /// The distribution of a whole file; of histograms, its first row. A saved mixture is what it is, and nothing is fitted.
    ///
    /// - Throws: `FileError`, `DistributionError`.
    public func item(_ path: String, _ isCancelled: (@Sendable () -> Bool)? = nil) throws -> DistributionCollection.Item {
        if form != .histograms, DistributionFile.kind(of: path) == .mixture { return .points(try SavedMixture(contentsOf: path).mixture) }
        let vectors = try VectorFile.readAll(path, options: options)
        guard case .points = form else { return .outcomes(try Self.histogram(vectors, 0, path)) }
        return try fitted(vectors.values, vectors.dimension, path, isCancelled)
    }

    /// The distribution of a name.
    ///
    /// - Throws: `DistributionError.mismatch` when there is none.
    public func named(_ name: String) throws(DistributionError) -> DistributionCollection.Item {
        if let number = collection.names.firstIndex(of: name) { return collection.items[number] }
        throw DistributionError(.mismatch, "no item is called '\(name.prefix(40))'; there are \(collection.names.prefix(8).joined(separator: ", "))\(collection.names.count > 8 ? ", …" : "")")
    }

    private mutating func addRows(_ vectors: VectorBatch, _ path: String) throws {
        for row in 0..<vectors.count { try collection.add(.outcomes(Self.histogram(vectors, row, path)), named: "\(row)") }
    }

    private static func histogram(_ vectors: VectorBatch, _ row: Int, _ path: String) throws -> DiscreteDistribution {
        do {
            return try DiscreteDistribution(vectors.vector(row).map { Double($0) })
        } catch {
            throw FileError(.malformed, path: path, at: .row(row), error.message)
        }
    }

    private func fitted(_ values: [Float], _ dimension: Int, _ place: String, _ isCancelled: (@Sendable () -> Bool)?) throws -> DistributionCollection.Item {
        guard case .points(let parameters) = form else { throw DistributionError(.mismatch, "\(place) holds points, histograms were asked for") }
        do {
            return .points(try GaussianMixture(values.span, dimension: dimension, parameters: parameters, isCancelled: isCancelled))
        } catch {
            if error.code == .cancelled { throw error }
            throw FileError(.malformed, path: place, error.message)
        }
    }

    /// The vector files of a directory, by name.
    private static func list(_ directory: String) throws(FileError) -> [String] {
        let endings = VectorFileFormat.allCases.map { ".\($0.rawValue)" }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { throw FileError(.unreadable, path: directory, "cannot be read as a directory") }
        let found = names.filter { name in !name.hasPrefix(".") && endings.contains { name.lowercased().hasSuffix($0) } }.sorted()
        guard !found.isEmpty else { throw FileError(.empty, path: directory, "holds no vector files (\(endings.map { "*\($0)" }.joined(separator: ", ")))") }
        return found
    }
}
