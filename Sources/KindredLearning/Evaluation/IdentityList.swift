internal import Foundation

/// A list of pictures and whose they are, as data sets of faces are published: names and relative paths, no pictures.
///
/// What is read, told apart by the text itself:
/// - JSON `{"path": ["a/1.jpg", …], "id": ["a", …]}`: the feature lists and template lists of MegaFace (Kemelmacher-Shlizerman et al., CVPR
///   2016). Its lists of distractors have no `id`; then a picture is of the folder that it lies in.
/// - A line a picture, `identity path` or `path identity`, parted by a tab, or by blanks where a line has no tab: the cleaned lists of
///   MS-Celeb-1M (Guo et al., ECCV 2016). The path is the one of the two that has a folder, or else the one that ends like a file.
/// - The columns of MS-Celeb-1M itself, parted by tabs: MID, ImageSearchRank, ImageURL, PageURL, FaceID, FaceRectangle, FaceData. The
///   picture is the one that the data is unpacked to, `MID/ImageSearchRank-FaceID.jpg`; the last two columns may be cut away.
///
///       try IdentityList(parsing: "m.01_0d4/26-FaceId-0.jpg 17").rows    // 17, m.01_0d4/26-FaceId-0.jpg
public struct IdentityList: Sendable, Hashable {
    /// A picture and whose it is.
    public struct Row: Sendable, Hashable {
        /// The class.
        public var identity: String
        /// Where the picture lies below the folder of all, folders parted by `/`.
        public var path: String

        /// A picture of an identity.
        public init(identity: String, path: String) {
            self.identity = identity
            self.path = path
        }
    }

    /// The pictures, in the order of the list.
    public let rows: [Row]

    /// Reads a list.
    ///
    /// - Throws: `malformedFile` with the number of the line, or of the row of a JSON list: for a column that is missing, a path that leaves the
    ///   folder, a picture that is listed twice, and a list of nothing.
    /// - Complexity: O(length).
    public init(parsing text: String) throws(LearningError) {
        let isJSON = text.first { !$0.isWhitespace && $0 != "\u{FEFF}" } == "{"
        try self.init(isJSON ? Self.json(text) : Self.lines(text), unit: isJSON ? "row" : "line")
    }

    /// A row and where in the list it stands, from 1.
    typealias Numbered = (number: Int, row: Row)

    private init(_ listed: [Numbered], unit: String) throws(LearningError) {
        guard !listed.isEmpty else { throw LearningError(.malformedFile, "lists no picture") }
        var places: [String: Int] = [:], rows: [Row] = []
        rows.reserveCapacity(listed.count)
        for (number, row) in listed {
            guard !row.identity.isEmpty, !row.identity.contains(where: \.isControl) else { throw LearningError(.malformedFile, "\(unit) \(number) has no identity") }
            guard let path = Self.inside(row.path) else {
                throw LearningError(.malformedFile, "\(unit) \(number): the path \"\(row.path.prefix(200))\" does not stay inside the folder")
            }
            if let first = places.updateValue(number, forKey: path) {
                throw LearningError(.malformedFile, "\(unit) \(number) lists \(path.prefix(200)), as \(unit) \(first) does")
            }
            rows.append(Row(identity: row.identity, path: path))
        }
        self.rows = rows
    }

    /// A relative path without empty parts; nil when it is none, or goes up, or has what no name has.
    private static func inside(_ path: String) -> String? {
        guard !path.hasPrefix("/"), !path.contains(where: \.isControl) else { return nil }
        let parts = path.split(separator: "/").filter { $0 != "." }
        return parts.isEmpty || path.hasSuffix("/") || parts.contains("..") ? nil : parts.joined(separator: "/")
    }
}

extension IdentityList {
    private struct Columns: Decodable {
        var path: [String]
        var id: [Name]?
    }

    /// A text, or a number as its digits.
    private struct Name: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let text = try? value.decode(String.self) { self.text = text } else { text = String(try value.decode(Int.self)) }
        }
    }

    private static func json(_ text: String) throws(LearningError) -> [Numbered] {
        let columns: Columns
        do { columns = try JSONDecoder().decode(Columns.self, from: Data(text.trimmingPrefix("\u{FEFF}").utf8)) } catch {
            throw LearningError(.malformedFile, "is no JSON object {\"path\": [texts], \"id\": [texts or whole numbers]}")
        }
        guard let names = columns.id else {
            return columns.path.enumerated().map { ($0 + 1, Row(identity: folder(of: $1), path: $1)) }
        }
        guard names.count == columns.path.count else {
            throw LearningError(.malformedFile, "has \(columns.path.count) paths and \(names.count) ids")
        }
        return zip(names, columns.path).enumerated().map { ($0 + 1, Row(identity: $1.0.text, path: $1.1)) }
    }

    /// The folder that a picture lies in, by its name.
    private static func folder(of path: String) -> String { path.split(separator: "/").dropLast().last.map(String.init) ?? "" }

    private static func lines(_ text: String) throws(LearningError) -> [Numbered] {
        var rows: [Numbered] = []
        let lines = text.trimmingPrefix("\u{FEFF}").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (place, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
            guard let row = row(line) else {
                throw LearningError(
                    .malformedFile, "line \(place + 1) is no \"identity path\", \"path identity\" or row of MS-Celeb-1M: \"\(line.prefix(80))\"")
            }
            rows.append((place + 1, row))
        }
        return rows
    }

    private static func row(_ line: Substring) -> Row? {
        guard line.contains("\t") else { return blankRow(line) }
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(trimmed)
        if fields.count == 2 { return row(fields[0], fields[1]) }
        guard (5...7).contains(fields.count), fields[4].hasPrefix("FaceId"), Int(fields[1]) != nil, !fields[0].isEmpty else { return nil }
        return Row(identity: String(fields[0]), path: "\(fields[0])/\(fields[1])-\(fields[4]).jpg")
    }

    /// The path may have blanks in it, the identity none.
    private static func blankRow(_ line: Substring) -> Row? {
        let line = trimmed(line)
        guard let first = line.firstIndex(of: " "), let last = line.lastIndex(of: " ") else { return nil }
        let cuts = first == last ? [first] : [first, last]
        let rows = cuts.compactMap { row(trimmed(line[..<$0]), trimmed(line[$0...])) }.filter { !$0.identity.contains(" ") }
        let files = rows.filter { endsLikeAFile(Substring($0.path)) }
        return rows.count == 1 ? rows[0] : files.count == 1 ? files[0] : nil
    }

    private static func row(_ first: Substring, _ second: Substring) -> Row? {
        let folders = [first, second].map { $0.contains("/") }, files = [first, second].map(endsLikeAFile)
        let isPath = folders[0] != folders[1] ? folders : files
        guard isPath[0] != isPath[1], !first.isEmpty, !second.isEmpty else { return nil }
        return isPath[0] ? Row(identity: String(second), path: String(first)) : Row(identity: String(first), path: String(second))
    }

    /// A point and three or four letters; `m.0107_f` is the name of somebody.
    private static func endsLikeAFile(_ text: Substring) -> Bool {
        guard let point = text.lastIndex(of: ".") else { return false }
        let ending = text[point...].dropFirst()
        return (3...4).contains(ending.count) && ending.allSatisfy { $0.isASCII && $0.isLetter }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " }
        return start[..<(start.lastIndex { $0 != " " }.map { start.index(after: $0) } ?? start.startIndex)]
    }
}

extension Character {
    /// Whether it has a control character in it, which no name has.
    package var isControl: Bool { unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
}
