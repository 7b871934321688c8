import Foundation
public import KindredRetrieval

/// A picture in a file: `.npy`, PBM, PGM, PPM, and with the trait `Pictures` PNG and JPEG. What it is, its first bytes tell.
public enum ImageFile {
    /// Names that end like this are taken for pictures when a folder is read.
    public static let extensions: Set<String> = ["npy", "pbm", "pgm", "ppm", "pnm", "png", "jpg", "jpeg"]

    /// A longer file is no picture.
    private static let bytesMax: UInt64 = 1 << 28

    /// Reads a picture as grey.
    ///
    /// An array is [height, width], or [height, width, colours] of one, three or four colours, the fourth of which is passed over; of any
    /// number type: whole numbers are shares of 255, of 65,535 when one is larger; fractions of 1 when none is larger than that.
    ///
    /// - Throws: `FileError`.
    public static func read(_ path: String) throws(FileError) -> GreyImage {
        let source = try ByteSource(path: path)
        guard let size = source.size else { throw FileError(.unsupported, path: path, "is a pipe; a picture needs a file") }
        guard size > 0 else { throw FileError(.empty, path: path, "is empty") }
        guard size <= bytesMax else { throw FileError(.tooLarge, path: path, "has \(size) bytes; a picture has \(bytesMax) at most") }
        var start = [UInt8](repeating: 0, count: 8)
        let got = try source.read(into: &start, at: 0)
        if start.prefix(got).starts(with: NpyHeader.magic) { return try array(path) }
        let decode = try decoder(Array(start.prefix(got)), path: path)
        var bytes = [UInt8](repeating: 0, count: Int(size))
        try source.readExactly(&bytes, at: 0)
        return try described(path) { () throws(FeatureError) in try decode(bytes) }
    }

    private typealias Decoder = ([UInt8]) throws(FeatureError) -> GreyImage

    /// What reads a file that begins like this.
    private static func decoder(_ start: [UInt8], path: String) throws(FileError) -> Decoder {
        if GreyImage.isPortableMap(start) { return { (bytes) throws(FeatureError) in try GreyImage(portableMap: bytes) } }
        let isPNG = start == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], isJPEG = start.starts(with: [0xFF, 0xD8, 0xFF])
        #if Pictures
        if isPNG { return CompressedPicture.png }
        if isJPEG { return CompressedPicture.jpeg }
        throw FileError(.wrongFormat, path: path, "is no picture that is read: PNG, JPEG, PGM, PPM, PBM or .npy is needed")
        #else
        if isPNG || isJPEG { throw FileError(.unsupported, path: path, "is a \(isPNG ? "PNG" : "JPEG"), which this build does not read: it lacks the trait Pictures") }
        throw FileError(.wrongFormat, path: path, "is no picture that is read: PGM, PPM, PBM or .npy is needed")
        #endif
    }

    /// The pictures of a folder, by name; hidden files and folders inside it are passed over.
    ///
    /// - Throws: `unreadable`; `empty` when there is none.
    static func paths(in folder: String) throws(FileError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw FileError(.unreadable, path: folder, "cannot be read: \(error.localizedDescription)")
        }
        let pictures = names.filter { !$0.hasPrefix(".") && extensions.contains(URL(fileURLWithPath: $0).pathExtension.lowercased()) }
        guard !pictures.isEmpty else {
            throw FileError(.empty, path: folder, "holds no picture: no name ends in \(extensions.sorted().map { "." + $0 }.joined(separator: ", "))")
        }
        return pictures.sorted().map { folder.hasSuffix("/") ? folder + $0 : folder + "/" + $0 }
    }

    private static func array(_ path: String) throws(FileError) -> GreyImage {
        let (values, shape) = try NpyArray.read(path)
        let colors = shape.count == 3 ? shape[2] : 1
        guard shape.count == 2 || (shape.count == 3 && [1, 3, 4].contains(colors)) else {
            throw FileError(.mismatch, path: path, "has the shape \(shape); a picture is [height, width] or [height, width, 3]")
        }
        let least = values.min() ?? 0, most = values.max() ?? 0
        guard least >= 0 else { throw FileError(.mismatch, path: path, "has the value \(least); a picture has none below 0") }
        guard most <= 65535 else { throw FileError(.mismatch, path: path, "has the value \(most); a picture has none above 65535") }
        let white: Float = most <= 1 ? 1 : most <= 255 ? 255 : 65535
        let grey = (0..<shape[0] * shape[1]).map { place -> Float in
            let first = place * colors
            guard colors >= 3 else { return values[first] / white }
            return GreyImage.brightness(red: values[first], green: values[first + 1], blue: values[first + 2]) / white
        }
        return try described(path) { () throws(FeatureError) in try GreyImage(width: shape[1], height: shape[0], pixels: grey) }
    }

    /// An error of the picture as one of its file.
    private static func described(_ path: String, _ read: () throws(FeatureError) -> GreyImage) throws(FileError) -> GreyImage {
        do {
            return try read()
        } catch {
            let code: FileError.Code = error.code == .tooLarge ? .tooLarge : error.code == .unsupported ? .unsupported : .malformed
            throw FileError(code, path: path, error.message)
        }
    }
}
