/// Lines of a text file, read through one buffer. A line is a range of `buffer`, valid until the next call.
///
/// Lines end in LF or CR LF; the last needs neither. A byte order mark at the beginning is skipped.
struct LineReader: Sendable {
    private let source: ByteSource
    private(set) var buffer = [UInt8]()
    /// First byte not yet handed out, and end of what was read, in `buffer`.
    private var next = 0
    private var filled = 0
    /// Bytes of the file that were read into the buffer so far.
    private var loaded: UInt64 = 0
    private var atEnd = false
    /// Number of the line handed out last, from 1.
    private(set) var line = 0

    private static let chunk = 1 << 20

    init(path: String) throws(FileError) {
        try self.init(source: ByteSource(path: path))
    }

    init(source: ByteSource) {
        self.source = source
    }

    var path: String { source.path }
    var size: UInt64? { source.size }
    /// Bytes of the file that were handed out so far.
    var consumed: UInt64 { loaded - UInt64(filled - next) }

    /// The next line without its end, `nil` after the last.
    mutating func nextLine() throws(FileError) -> Range<Int>? {
        guard let end = try lineEnd(searchFrom: next) else { return nil }
        let range = trimmed(next..<end.content)
        next = end.after
        line += 1
        return range
    }

    /// The line handed out last, lengthened by the one after it (a quoted CSV field holds a line end); `nil` when there is none.
    mutating func lengthen(_ range: Range<Int>) throws(FileError) -> Range<Int>? {
        // The bytes between the line's content and `next` are its line end, which belongs to the quoted field.
        let kept = range.lowerBound
        let scanned = next - kept
        next = kept
        guard let end = try lineEnd(searchFrom: kept + scanned) else { return nil }
        let longer = trimmed(next..<end.content)
        next = end.after
        line += 1
        return longer
    }

    /// Goes back to the beginning.
    ///
    /// - Throws: `unreadable` for a pipe of which something was read.
    mutating func rewind() throws(FileError) {
        guard source.size != nil || loaded == 0 else { throw FileError(.unreadable, path: path, "is a pipe and cannot be read twice") }
        self = LineReader(source: source)
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        range.isEmpty || buffer[range.upperBound - 1] != UInt8(ascii: "\r") ? range : range.lowerBound..<(range.upperBound - 1)
    }

    /// End of the line that begins at `next`, `nil` when nothing follows `start`; loads what is missing, which may move the line in the buffer.
    private mutating func lineEnd(searchFrom start: Int) throws(FileError) -> (content: Int, after: Int)? {
        let scanned = start - next
        var search = start
        while true {
            if let found = newline(from: search) { return (found, found + 1) }
            if atEnd { return next + scanned >= filled ? nil : (filled, filled) }
            let searched = filled - next
            try load()
            search = next + searched
        }
    }

    private func newline(from start: Int) -> Int? {
        var index = start
        while index < filled {
            if buffer[index] == UInt8(ascii: "\n") { return index }
            index += 1
        }
        return nil
    }

    private mutating func load() throws(FileError) {
        if next > 0 {
            buffer.removeSubrange(0..<next)
            filled -= next
            next = 0
        }
        guard filled <= FileLimits.line else {
            throw FileError(.tooLarge, path: path, at: .line(line + 1), "the line is longer than \(FileLimits.line >> 20) MB")
        }
        let wanted = filled + max(Self.chunk, filled)
        if buffer.count < wanted { buffer.append(contentsOf: repeatElement(0, count: wanted - buffer.count)) }
        let got = try source.read(into: &buffer, from: filled, at: loaded)
        if loaded == 0, got >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { next = 3 }
        filled += got
        loaded += UInt64(got)
        atEnd = filled < buffer.count
    }
}
