internal import KindredMath

/// A list of pairs to tell same from different, in folds: the `pairs.txt` of Labeled Faces in the Wild.
///
/// A header `folds pairs` says that each fold has so many same pairs, `name i j`, and then as many different ones,
/// `name i name j`; members of a name are numbered from 1. Huang et al., UMass TR 07-49, 2007.
public struct VerificationPairs: Sendable, Hashable {
    /// One item of a pair: the n-th of a name.
    public struct Member: Sendable, Hashable {
        /// The class.
        public var name: String
        /// From 1.
        public var number: Int

        /// The `number`-th member of a name.
        public init(_ name: String, _ number: Int) {
            self.name = name
            self.number = number
        }
    }

    /// Two members.
    public struct Pair: Sendable, Hashable {
        /// One of the two.
        public var first: Member
        /// The other.
        public var second: Member
        /// Which fold it belongs to, from 0.
        public var fold: Int
        /// Whether both are of one name.
        public var isSame: Bool { first.name == second.name }
    }

    /// The pairs, fold after fold.
    public let pairs: [Pair]
    /// How many folds.
    public let folds: Int

    /// Reads a `pairs.txt`. Fields are parted by tabs, or by blanks where a line has no tab.
    ///
    /// - Throws: `malformedFile` with the number of the line.
    public init(parsing text: String) throws(LearningError) {
        let lines = text.split(whereSeparator: \.isNewline).map(Self.fields)
        guard let header = lines.first, header.count == 2, let folds = Int(header[0]), let each = Int(header[1]), folds > 0, each > 0 else {
            throw LearningError(.malformedFile, "line 1 is no header \"folds pairs\" of two positive numbers")
        }
        let (perFold, overflow) = each.multipliedReportingOverflow(by: 2)
        guard !overflow, (lines.count - 1) % perFold == 0, (lines.count - 1) / perFold == folds else {
            throw LearningError(.malformedFile, "\(lines.count - 1) pairs, not \(folds) folds of \(each) same and \(each) different")
        }
        var pairs: [Pair] = []
        for (place, fields) in lines.dropFirst().enumerated() {
            guard let pair = Self.pair(fields, fold: place / perFold), pair.isSame == (place % perFold < each) else {
                throw LearningError(.malformedFile, "line \(place + 2) is no \(place % perFold < each ? "same" : "different") pair")
            }
            pairs.append(pair)
        }
        self.pairs = pairs
        self.folds = folds
    }

    private static func fields(_ line: Substring) -> [Substring] {
        line.contains("\t") ? line.split(separator: "\t") : line.split(separator: " ")
    }

    private static func pair(_ fields: [Substring], fold: Int) -> Pair? {
        guard fields.count == 3 || fields.count == 4, let i = Int(fields[1]), let j = Int(fields[fields.count - 1]), i > 0, j > 0 else { return nil }
        let other = fields.count == 3 ? fields[0] : fields[2]
        let pair = Pair(first: Member(String(fields[0]), i), second: Member(String(other), j), fold: fold)
        return pair.isSame == (fields.count == 3) ? pair : nil
    }

    /// Draws pairs over labelled rows: names are the labels, members are counted in the order of the rows.
    ///
    /// - Parameters:
    ///   - folds: how many folds.
    ///   - each: same pairs, and different pairs, of a fold.
    /// - Throws: `invalidParameter` for counts below 1; `tooFewRows` without two labels, or two rows of one.
    public init(drawnFrom labels: [String], folds: Int = 10, each: Int = 300, seed: UInt64 = 0) throws(LearningError) {
        guard folds > 0, each > 0 else {
            throw LearningError(.invalidParameter, "\(folds) folds of \(each) pairs: both are at least 1")
        }
        let sizes = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }.sorted { $0.key < $1.key }.map { (name: $0.key, count: $0.value) }
        let plural = sizes.filter { $0.count > 1 }
        guard sizes.count > 1, !plural.isEmpty else {
            throw LearningError(.tooFewRows, "\(sizes.count) labels, \(plural.count) with two rows: pairs need two labels and one with two rows")
        }
        var random = SeededRandom(seed: seed)
        var pairs: [Pair] = []
        for fold in 0..<folds {
            for _ in 0..<each {
                let (name, count) = plural[random.integer(below: plural.count)]
                let two = random.sample(2, of: count)
                pairs.append(Pair(first: Member(name, two[0] + 1), second: Member(name, two[1] + 1), fold: fold))
            }
            for _ in 0..<each {
                let two = random.sample(2, of: sizes.count).map { sizes[$0] }
                let members = two.map { Member($0.name, random.integer(below: $0.count) + 1) }
                pairs.append(Pair(first: members[0], second: members[1], fold: fold))
            }
        }
        self.pairs = pairs
        self.folds = folds
    }

    /// The `pairs.txt`, with tabs.
    public var text: String {
        let lines = pairs.map { pair in
            pair.isSame
                ? "\(pair.first.name)\t\(pair.first.number)\t\(pair.second.number)"
                : "\(pair.first.name)\t\(pair.first.number)\t\(pair.second.name)\t\(pair.second.number)"
        }
        return (["\(folds)\t\(pairs.count / folds / 2)"] + lines).joined(separator: "\n") + "\n"
    }

    /// The rows of each pair among rows with labels.
    ///
    /// - Throws: `malformedFile` naming a member that there is not.
    public func rows(among labels: [String]) throws(LearningError) -> [(first: Int, second: Int)] {
        var members: [String: [Int]] = [:]
        for (row, label) in labels.enumerated() { members[label, default: []].append(row) }
        var result: [(first: Int, second: Int)] = []
        for pair in pairs {
            guard let first = Self.row(pair.first, members), let second = Self.row(pair.second, members) else {
                let missing = Self.row(pair.first, members) == nil ? pair.first : pair.second
                throw LearningError(.malformedFile, "\(missing.name) has \(members[missing.name]?.count ?? 0) rows, and no number \(missing.number)")
            }
            result.append((first, second))
        }
        return result
    }

    private static func row(_ member: Member, _ members: [String: [Int]]) -> Int? {
        guard let rows = members[member.name], member.number <= rows.count else { return nil }
        return rows[member.number - 1]
    }
}
