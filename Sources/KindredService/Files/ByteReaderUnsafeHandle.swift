import Foundation

/// A file opened for reading by position. It has no cursor of its own, so copies of a reader may share it across threads.
///
/// Pipes are accepted (`/dev/stdin`), have no `size`, and are read in order whatever the offset says.
final class ByteSource: Sendable {
    let path: String
    /// Bytes of a regular file when it was opened; `nil` for a pipe.
    let size: UInt64?
    private let descriptor: Int32

    /// Opens a file or a pipe.
    ///
    /// - Throws: `missing`, `directory`, `unreadable`.
    init(path: String) throws(FileError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.refusal(path: path, code: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw Self.refusal(path: path, code: code)
        }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else {
            close(descriptor)
            throw FileError(.directory, path: path, "is a directory; give a file")
        }
        self.path = path
        self.descriptor = descriptor
        self.size = kind == S_IFREG ? UInt64(max(0, status.st_size)) : nil
    }

    deinit { close(descriptor) }

    private static func refusal(path: String, code: Int32) -> FileError {
        switch code {
        case ENOENT, ENOTDIR: FileError(.missing, path: path, "no such file")
        case EISDIR: FileError(.directory, path: path, "is a directory; give a file")
        default: FileError(.unreadable, path: path, "cannot be read: \(reason(code))")
        }
    }

    /// The system's words for an error number.
    static func reason(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }

    /// Fills `buffer[start...]` from `offset` as far as the file reaches; returns the bytes read, 0 at the end.
    func read(into buffer: inout [UInt8], from start: Int = 0, at offset: UInt64) throws(FileError) -> Int {
        let room = buffer.count - start
        let (count, code) = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe fill(UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(start + room)]), at: offset)
        }
        guard code == 0 else { throw FileError(.unreadable, path: path, at: .byte(offset), "cannot be read: \(Self.reason(code))") }
        return count
    }

    /// `count` 32-bit floats from `offset`, read straight into the array.
    ///
    /// - Throws: `truncated` when the file became shorter since it was opened.
    func floats(count: Int, at offset: UInt64) throws(FileError) -> [Float] {
        var outcome: (bytes: Int, code: Int32) = (0, 0)
        let values = unsafe [Float](unsafeUninitializedCapacity: count) { storage, initialized in
            outcome = unsafe fill(UnsafeMutableRawBufferPointer(storage), at: offset)
            initialized = outcome.bytes / 4
        }
        guard outcome.code == 0 else { throw FileError(.unreadable, path: path, at: .byte(offset), "cannot be read: \(Self.reason(outcome.code))") }
        guard values.count == count else {
            throw FileError(.truncated, path: path, at: .byte(offset + UInt64(outcome.bytes)), "the file became shorter while it was read")
        }
        return values
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer, at offset: UInt64) -> (bytes: Int, code: Int32) {
        guard let base = target.baseAddress else { return (0, 0) }
        var done = 0
        while done < target.count {
            let got =
                size == nil
                ? unsafe Foundation.read(descriptor, base + done, target.count - done)
                : unsafe pread(descriptor, base + done, target.count - done, off_t(offset) + off_t(done))
            if got == 0 { break }
            if got < 0 {
                if errno == EINTR { continue }
                return (done, errno)
            }
            done += got
        }
        return (done, 0)
    }
}
