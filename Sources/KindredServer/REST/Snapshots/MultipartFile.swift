#if Server
/// The content of one part of a `multipart/form-data` body (RFC 7578), a piece at a time.
///
///     var file = try MultipartFile(contentType: "multipart/form-data; boundary=x", part: "snapshot")
///     for try await piece in body { try write(file.take(piece)) }
///     guard file.isWhole else { … }
struct MultipartFile {
    private enum Place {
        /// Before the first delimiter, or in a part that is not wanted.
        case skipping
        /// Behind a delimiter, where a line ends or the body does.
        case afterDelimiter
        case headers
        case content
        case end
    }

    private static let headersByteCountMax = 16 << 10
    private let delimiter: [UInt8]
    private let part: String
    private var place = Place.skipping
    /// Bytes that cannot be judged before more come. The body begins as if after a line's end, as all delimiters do.
    private var pending: [UInt8] = [13, 10]
    private var hasSeenPart = false

    /// Whether the part was there and its end, too.
    var isWhole: Bool { hasSeenPart && place != .content }

    /// - Throws: `InputError` for another kind of body or one without a boundary.
    init(contentType: String?, part: String) throws {
        let words = (contentType ?? "").split(separator: ";").map { $0.trimming(" \t") }
        guard words.first?.lowercased() == "multipart/form-data" else { throw InputError.format("expected a body of the type multipart/form-data") }
        let boundary = words.dropFirst().first { $0.lowercased().hasPrefix("boundary=") }.map { $0.dropFirst("boundary=".count).trimming("\"") }
        guard let boundary, (1...200).contains(boundary.utf8.count) else { throw InputError.format("the multipart body has no boundary") }
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.part = part
    }

    /// Takes the next piece of the body and gives what of it belongs to the part.
    mutating func take(_ piece: some Collection<UInt8>) throws -> [UInt8] {
        pending += piece
        var content: [UInt8] = []
        while try step(&content) {}
        return content
    }

    /// Goes on by one delimiter or one block of headers; false when more bytes are needed.
    private mutating func step(_ content: inout [UInt8]) throws -> Bool {
        switch place {
        case .skipping, .content:
            let isContent = place == .content
            let found = Self.find(delimiter, in: pending)
            // The last bytes may be the beginning of a delimiter.
            let end = found ?? max(0, pending.count - delimiter.count + 1)
            if isContent { content += pending[..<end] }
            pending.removeFirst(found == nil ? end : end + delimiter.count)
            if found != nil { place = .afterDelimiter }
            return found != nil
        case .afterDelimiter:
            guard pending.count >= 2 else { return false }
            if pending[0] == UInt8(ascii: "-"), pending[1] == UInt8(ascii: "-") {
                place = .end
                return true
            }
            // The headers' block keeps the line end, so that one without headers ends the same way.
            guard pending[0] == 13, pending[1] == 10 else { throw InputError.format("the multipart body has a delimiter that ends no line") }
            place = .headers
            return true
        case .headers:
            guard let end = Self.find([13, 10, 13, 10], in: pending) else {
                guard pending.count <= Self.headersByteCountMax else { throw InputError.format("the multipart body has headers of more than \(Self.headersByteCountMax) bytes") }
                return false
            }
            let isWanted = !hasSeenPart && Self.name(String(decoding: pending[..<end], as: UTF8.self)) == part
            pending.removeFirst(end + 4)
            if isWanted { hasSeenPart = true }
            place = isWanted ? .content : .skipping
            return true
        case .end:
            pending = []
            return false
        }
    }

    /// The name that a part's headers give it.
    private static func name(_ headers: String) -> String? {
        for line in headers.split(separator: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
            for word in line.split(separator: ";") {
                let word = word.trimming(" \t")
                if word.lowercased().hasPrefix("name=") { return word.dropFirst("name=".count).trimming("\"") }
            }
        }
        return nil
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= wanted.count else { return nil }
        let first = wanted[0]
        var place = 0
        while place <= bytes.count - wanted.count {
            guard let next = bytes[place...].firstIndex(of: first), next <= bytes.count - wanted.count else { return nil }
            if bytes[next..<next + wanted.count].elementsEqual(wanted) { return next }
            place = next + 1
        }
        return nil
    }
}

extension StringProtocol {
    /// The text without some characters at its ends.
    fileprivate func trimming(_ characters: String) -> String {
        var text = Substring(self)
        while let first = text.first, characters.contains(first) { text.removeFirst() }
        while let last = text.last, characters.contains(last) { text.removeLast() }
        return String(text)
    }
}
#endif
