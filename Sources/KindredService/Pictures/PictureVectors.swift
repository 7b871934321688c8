public import KindredLearning
public import KindredMath

/// What an encoder makes of pictures, and whose they are.
public struct PictureVectors: Sendable {
    /// The pictures that were listed, in their order.
    public let rows: [IdentityList.Row]
    /// Which of them have a vector, ascending.
    public let places: [Int]
    /// The vectors, one for each of `places`.
    public let vectors: Matrix<Float>
    /// Pictures that are left out, and why.
    public let skipped: [FileError]

    /// The pictures that have a vector.
    public var kept: [IdentityList.Row] { places.map { rows[$0] } }

    /// Embeds the pictures of a folder by a model of images, a few at a time.
    ///
    /// - Parameter progress: told how many of how many pictures were embedded.
    /// - Throws: as ``PictureReading``; `FileError.mismatch` for a model of something else.
    public init(
        _ folder: IdentityFolder, model path: String, skipsUnreadable: Bool = false, threads: Int = 1, progress: (Int, Int) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws {
        let encoder = try Self.encoder(path)
        var reading = PictureReading(width: encoder.width, height: encoder.height)
        (reading.skipsUnreadable, reading.threads) = (skipsUnreadable, threads)
        var values: [Float] = [], places: [Int] = []
        skipped = try reading.read(folder, progress: progress, isCancelled: isCancelled) { pixels, block in
            values += try encoder.encode(pixels, threads: threads).elements
            places += block
        }
        rows = folder.rows
        vectors = Matrix(rows: places.count, columns: encoder.dimension, elements: values)
        self.places = places
    }

    static func encoder(_ path: String) throws -> ImageEncoder {
        #if Keras
        let isSequences = SequentialModel.isModel(at: path)
        #else
        let isSequences = false
        #endif
        if !isSequences, case .images(let encoder) = try EncoderFile.read(path) { return encoder }
        throw FileError(.mismatch, path: path, "is no model of images; learn --images makes one")
    }

    /// The rows of a file of vectors, named by a file of JSON Lines; of these the ones that are listed, when a list is given.
    ///
    /// - Throws: `FileError`; `mismatch` for a picture that is listed and has no vector, unless such are skipped.
    public init(vectors path: String, names: String, options: VectorFileOptions = .init(), listed: [IdentityList.Row]? = nil, skipsUnreadable: Bool = false) throws {
        let batch = try VectorFile.readAll(path, options: options, atLeast: 2), named = try PictureNames.read(names, rows: batch.count)
        rows = listed ?? named
        var found: [String: Int] = [:]
        for (row, name) in named.enumerated() {
            guard found.updateValue(row, forKey: name.path) == nil else { throw FileError(.malformed, path: names, at: .line(row + 1), "names \(name.path) again") }
        }
        var places: [Int] = [], skipped: [FileError] = [], values: [Float] = []
        for (place, row) in rows.enumerated() {
            guard let vector = found[row.path] else {
                let fault = FileError(.mismatch, path: row.path, "is listed and has no vector by \(names)")
                guard skipsUnreadable else { throw fault }
                skipped.append(fault)
                continue
            }
            places.append(place)
            values += batch.vector(vector)
        }
        guard !places.isEmpty else { throw FileError(.mismatch, path: names, "names no picture that is listed") }
        self.places = places
        self.skipped = skipped
        vectors = Matrix(rows: places.count, columns: batch.dimension, elements: values)
    }
}

/// Pictures to embed or to judge, and where their vectors come from.
public struct PictureRequest: Sendable {
    /// Where vectors come from.
    public enum Source: Sendable {
        /// A folder of pictures, by a model of images.
        case folder(String, model: String)
        /// A file of vectors whose rows are named by another.
        case vectors(String, names: String, options: VectorFileOptions = .init())
    }

    /// Where vectors come from.
    public var source: Source
    /// A list of pictures and whose they are; all there are when nil.
    public var list: String?
    /// Whether pictures that cannot be read are left out.
    public var skipsUnreadable = false
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// All pictures of a source.
    public init(_ source: Source) { self.source = source }

    /// The vectors of what is listed, or of all there is.
    ///
    /// - Throws: as ``PictureVectors``; `FileError` of the list.
    public func vectors(progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }) throws -> PictureVectors {
        try vectors(of: list.map { (path) throws(FileError) in try IdentityList(file: path).rows }, progress: progress, isCancelled: isCancelled)
    }

    /// All pictures that the source has, and what is wrong with it.
    func all() throws -> (rows: [IdentityList.Row], faults: [FileError]) {
        switch source {
        case .folder(let path, _):
            let folder = try IdentityFolder(path)
            if let fault = folder.faults.first, !skipsUnreadable { throw PictureReading.hinting(fault) }
            return (folder.rows, folder.faults)
        case .vectors(_, let names, _): return (try PictureNames.read(names), [])
        }
    }

    func vectors(of listed: [IdentityList.Row]?, progress: (Int, Int) -> Void, isCancelled: () -> Bool) throws -> PictureVectors {
        switch source {
        case .folder(let path, let model):
            let folder = try listed.map { (rows) throws(FileError) in try IdentityFolder(path, rows: rows) } ?? IdentityFolder(path)
            return try PictureVectors(folder, model: model, skipsUnreadable: skipsUnreadable, threads: threads, progress: progress, isCancelled: isCancelled)
        case .vectors(let path, let names, let options):
            return try PictureVectors(vectors: path, names: names, options: options, listed: listed, skipsUnreadable: skipsUnreadable)
        }
    }
}

extension PictureVectors {
    /// Writes the vectors as `.npy`, and which row is whose picture beside it: see ``PictureNames``.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String, names: String? = nil) throws(FileError) {
        try VectorFileWriter.npy(vectors.elements, dimension: vectors.columns, to: path)
        if let names { try PictureNames.write(kept, to: names) }
    }
}
