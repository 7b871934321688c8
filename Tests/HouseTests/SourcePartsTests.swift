import Testing

/// Code is told from comments and strings.
@Suite struct SourcePartsTests {
    static let samples: [(source: String, code: String, comments: String)] = [
        ("a // b", "a ", "// b"),
        ("a /* b /* c */ d */ e", "a  e", "/* b /* c */ d */"),
        ("\"// no\" + x // yes", "\"\" + x ", "// yes"),
        (#""a\"b" c"#, "\"\" c", ""),
        (#""a\(b + "c" + f(d))e" g"#, #""\(b + "" + f(d))" g"#, ""),
        ("#\"a\\(b) \"c\" \"# d", "#\"\"# d", ""),
        ("#\"a\\#(b)\"# d", "#\"\\#(b)\"# d", ""),
        ("\"\"\"\na \"b\" // c\n\"\"\" d", "\"\"\"\n\n\"\"\" d", "\n\n"),
        ("/* a\nb */ c\nd", "\n c\nd", "/* a\nb */\n"),
        ("let a = 1 / 2 * 3", "let a = 1 / 2 * 3", ""),
    ]

    @Test(arguments: samples.indices)
    func parts(_ index: Int) {
        let sample = Self.samples[index], parts = SourceParts(sample.source)
        #expect(parts.code == sample.code)
        #expect(parts.comments == sample.comments)
    }

    @Test func everySourceKeepsItsLines() throws {
        for file in try RuleTests.sources.get() {
            #expect(file.code.count == file.lines.count && file.comments.count == file.lines.count, "\(file.path)")
        }
    }
}
