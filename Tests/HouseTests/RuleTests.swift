import Testing

/// Every rule of the house, kept by every source, and shown to notice.
@Suite struct RuleTests {
    static let sources = Result { try ["Sources", "Tests", "Examples/Sources"].flatMap { try Repository.sources(under: $0) } }

    @Test(arguments: Rule.all)
    func isKept(_ rule: Rule) throws {
        let found = try Self.sources.get().flatMap(rule.violations)
        #expect(found.isEmpty, "\(found.map(\.description).joined(separator: "\n"))")
    }

    @Test(arguments: Rule.all)
    func noticesWhatIsPlanted(_ rule: Rule) {
        #expect(!rule.planted.isEmpty)
        for sample in rule.planted {
            let found = rule.find(SourceFile(path: sample.path, text: sample.text))
            #expect(found.count == 1, "\(sample.text): \(found)")
        }
    }

    @Test(arguments: Rule.all)
    func leavesTheInnocentAlone(_ rule: Rule) {
        for sample in rule.innocent {
            let found = rule.find(SourceFile(path: sample.path, text: sample.text))
            #expect(found.isEmpty, "\(sample.text): \(found)")
        }
    }

    /// An exception whose file is gone, or keeps the rule by now, is no exception any more.
    @Test(arguments: Rule.all)
    func exceptionsAreNeeded(_ rule: Rule) throws {
        let sources = try Self.sources.get()
        for (path, reason) in rule.exceptions {
            #expect(!reason.isEmpty)
            #expect(sources.first { $0.path == path }.map { !rule.find($0).isEmpty } == true, "\(path) needs no exception from \(rule)")
        }
    }

    @Test func thereAreSourcesToRead() throws {
        let sources = try Self.sources.get()
        #expect(sources.count > 100)
        for room in Room.all where !["CKindredKernels", "CHDF5", "CZip", "CPNG", "CJPEG"].contains(room.name) {
            #expect(sources.contains { $0.room == room.name }, "no source of \(room.name)")
        }
    }
}
