import Foundation
import KindredMath

/// How the pictures of a folder become rows of one size: the middle of each, reduced by means of areas, grey, 0 for black and 1 for white.
public struct PictureReading: Sendable {
    /// Columns and rows of every picture.
    public var width: Int, height: Int
    /// Whether pictures that cannot be read are left out, and told of; the first of them is an error otherwise.
    public var skipsUnreadable = false
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// Reading into squares.
    public init(side: Int) { (width, height) = (side, side) }

    /// Reading into a size.
    public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

    /// Pictures between two looks at the progress: their rows are in memory, and a decoded picture for each thread.
    private static let block = 256

    /// Reads pictures in their order, some at a time.
    ///
    /// - Parameters:
    ///   - progress: told how many pictures of how many were looked at.
    ///   - take: given rows of pixels, and which of the folder's pictures they are, ascending.
    /// - Returns: what was left out.
    /// - Throws: `FileError` for the first picture that cannot be read, unless such are skipped, and `empty` when none can; `StorageError.cancelled`;
    ///   what `take` throws.
    func read(
        _ folder: IdentityFolder, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false },
        _ take: (_ pixels: Matrix<Float>, _ places: [Int]) throws -> Void
    ) throws -> [FileError] {
        var skipped = folder.faults, taken = 0
        if let fault = skipped.first, !skipsUnreadable { throw Self.hinting(fault) }
        for start in stride(from: 0, to: folder.rows.count, by: Self.block) {
            progress(start, folder.rows.count)
            guard !isCancelled() else { throw StorageError(.cancelled, "reading \(folder.path) was stopped after \(start) of \(folder.rows.count) pictures") }
            let block = start..<min(start + Self.block, folder.rows.count)
            var pixels: [Float] = [], places: [Int] = []
            for (place, outcome) in zip(block, outcomes(folder, block)) {
                switch outcome {
                case .success(let row):
                    pixels += row
                    places.append(place)
                case .failure(let error):
                    guard skipsUnreadable else { throw Self.hinting(error) }
                    skipped.append(error)
                }
            }
            guard !places.isEmpty else { continue }
            try take(Matrix(rows: places.count, columns: width * height, elements: pixels), places)
            taken += places.count
        }
        progress(folder.rows.count, folder.rows.count)
        guard taken > 0 else { throw FileError(.empty, path: folder.path, "holds no picture that can be read: \(skipped.first?.description ?? "")") }
        return skipped
    }

    private func outcomes(_ folder: IdentityFolder, _ block: Range<Int>) -> [Result<[Float], FileError>] {
        let boundary = FolderBoundary(folder.path), (width, height) = (width, height)
        return Workers(count: threads).map(folder.rows[block].map { IdentityFolder.join(folder.path, $0.path) }) { path in
            Result { () throws(FileError) -> [Float] in
                if let fault = boundary.fault(of: path) { throw fault }
                try Self.checkFile(path)
                return try ImageFile.read(path).covering(width: width, height: height).pixels
            }
        }
    }

    /// Opening a pipe would wait for its writer.
    private static func checkFile(_ path: String) throws(FileError) {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let kind = (try? FileManager.default.attributesOfItem(atPath: resolved))?[.type] as? FileAttributeType else { return }
        // What is still a link leads nowhere, which opening it says better.
        guard kind == .typeRegular || kind == .typeSymbolicLink else { throw FileError(.unreadable, path: path, "is no file") }
    }

    /// An error with what mends it.
    static func hinting(_ error: FileError) -> FileError {
        var error = error
        error.message += " (--skip-unreadable leaves such pictures out)"
        return error
    }
}
