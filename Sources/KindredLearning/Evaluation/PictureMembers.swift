/// Which picture a ``VerificationPairs/Member`` is.
///
/// Labeled Faces in the Wild numbers the pictures of a name in their files: member 7 of `Ada_Byron` is `Ada_Byron/Ada_Byron_0007.jpg`. Where
/// an identity has a picture that is called so, its others are found so or not at all: a picture that is missing must not shift the rest. Other
/// pictures are counted by their paths in the order of their bytes: member 1 is the first.
public struct PictureMembers: Sendable {
    private let members: [String: [Int: Int]]
    private let sizes: [String: Int]

    /// Pictures, whose rows are their places.
    ///
    /// - Complexity: O(*n* log *n*).
    public init(_ rows: [IdentityList.Row]) {
        var places: [String: [Int]] = [:]
        for (place, row) in rows.enumerated() { places[row.identity, default: []].append(place) }
        sizes = places.mapValues(\.count)
        members = Dictionary(uniqueKeysWithValues: places.map { ($0, Self.numbered($1, of: $0, rows)) })
    }

    /// The row of a member; nil when there is none.
    public func row(of member: VerificationPairs.Member) -> Int? { members[member.name]?[member.number] }

    /// How many pictures a name has.
    public func count(of name: String) -> Int { sizes[name] ?? 0 }

    private static func numbered(_ places: [Int], of name: String, _ rows: [IdentityList.Row]) -> [Int: Int] {
        let sorted = places.sorted { rows[$0].path.utf8.lexicographicallyPrecedes(rows[$1].path.utf8) }
        let named = sorted.compactMap { place in number(in: rows[place].path, of: name).map { ($0, place) } }
        let counted = sorted.enumerated().map { ($0 + 1, $1) }
        return Dictionary(named.isEmpty ? counted : named, uniquingKeysWith: { first, _ in first })
    }

    /// The number in `Name_0007.jpg`: four digits, or more when it needs them.
    static func number(in path: String, of name: String) -> Int? {
        let file = path.split(separator: "/").last ?? ""
        guard let point = file.lastIndex(of: "."), file[..<point].hasPrefix(name + "_") else { return nil }
        let digits = file[..<point].dropFirst(name.count + 1)
        guard digits.count >= 4, digits.allSatisfy({ $0.isASCII && $0.isNumber }), digits.count == 4 || digits.first != "0" else { return nil }
        return Int(digits).flatMap { $0 > 0 ? $0 : nil }
    }
}

extension VerificationPairs {
    /// The rows of each pair among pictures.
    ///
    /// - Parameter leftOut: rows that count as members and cannot be judged; pairs of these are nil.
    /// - Throws: `malformedFile` naming a member that there is not.
    public func rows(among pictures: PictureMembers, leftOut: Set<Int> = []) throws(LearningError) -> [(first: Int, second: Int)?] {
        var result: [(first: Int, second: Int)?] = []
        for pair in pairs {
            guard let first = pictures.row(of: pair.first), let second = pictures.row(of: pair.second) else {
                let missing = pictures.row(of: pair.first) == nil ? pair.first : pair.second
                throw LearningError(.malformedFile, "\(missing.name) has \(pictures.count(of: missing.name)) pictures, and no number \(missing.number)")
            }
            result.append(leftOut.contains(first) || leftOut.contains(second) ? nil : (first, second))
        }
        return result
    }
}
