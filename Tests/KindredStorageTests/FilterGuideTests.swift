import Foundation
import KindredStorage
import Testing

/// The guide to filters says the same in Swift and in text.
@Suite struct FilterGuideTests {
    static let rows: [(swift: String, text: String, filter: Filter)] = [
        (#".field("a") == "x""#, #"a = "x""#, .field("a") == "x"),
        (#".field("a").isIn(["x", "y"])"#, #"a in ("x", "y")"#, .field("a").isIn(["x", "y"])),
        (#".field("a").isOther(than: ["x"])"#, #"a except ("x")"#, .field("a").isOther(than: ["x"])),
        (#".field("n").isBetween(1, 5)"#, "n between 1 and 5", .field("n").isBetween(1, 5)),
        (#".field("draft").isTrue"#, "draft", .field("draft").isTrue),
        (#".field("t").contains("quick fox")"#, #"t contains "quick fox""#, .field("t").contains("quick fox")),
        (#".field("a").exists"#, "a exists", .field("a").exists),
        (#".field("a").isNull"#, "a is null", .field("a").isNull),
        (".ids([1, 2])", "id in (1, 2)", .ids([1, 2])),
    ]

    @Test(arguments: rows.indices)
    func bothSpellingsMeanTheSame(_ index: Int) throws {
        #expect(try Filter(parsing: Self.rows[index].text).normalized == Self.rows[index].filter.normalized)
    }

    @Test func theGuideHasTheseRowsAndNoOthers() throws {
        let guide = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Kindred/Kindred.docc/Filters.md")
        let lines = try String(contentsOf: guide, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains("`") }
        #expect(lines.count == Self.rows.count)
        for row in Self.rows { #expect(lines.contains { $0.contains("`\(row.swift)` | `\(row.text)`") }, "\(row.text)") }
    }
}
