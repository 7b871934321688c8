/// A file of UTF-8 text, read whole.
enum TextFile {
    private static let piece = 1 << 20

    /// The file's text.
    ///
    /// - Throws: `FileError`; `empty`, `wrongFormat` for bytes that are no UTF-8.
    static func read(_ path: String) throws(FileError) -> String {
        let source = try ByteSource(path: path)
        var bytes = [UInt8](), buffer = [UInt8](repeating: 0, count: piece)
        while true {
            let got = try source.read(into: &buffer, at: UInt64(bytes.count))
            guard got > 0 else { break }
            bytes += buffer[..<got]
        }
        guard !bytes.isEmpty else { throw FileError(.empty, path: path, "is empty") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw FileError(.wrongFormat, path: path, "is no UTF-8 text") }
        return text
    }
}
