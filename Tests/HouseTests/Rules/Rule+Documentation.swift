extension Rule {
    /// Who calls us is told what to expect.
    static let documentation = Rule(
        name: "public symbols documented",
        planted: [
            ("Sources/Kindred/A.swift", "public struct A {}"),
            ("Sources/Kindred/A.swift", "/// A.\npublic enum A {\n    case one\n}"),
            ("Sources/Kindred/A.swift", "/// A.\nstruct A {\n    @inlinable\n    public var b: Int { 1 }\n}"),
            ("Sources/Kindred/A.swift", "/// A.\npublic protocol A {\n    var b: Int { get }\n}"),
        ],
        innocent: [
            ("Sources/Kindred/A.swift", "/// A.\n@frozen\npublic struct A {\n    /// B.\n    public private(set) var b = 1\n    let c = 2\n}"),
            ("Sources/Kindred/A.swift", "public import Foundation\npublic extension A {}\nextension A {\n    public static func == (a: A, b: A) -> Bool { true }\n}"),
            (
                "Sources/Kindred/A.swift",
                "enum A {\n    case one\n}\n/// B.\npublic enum B {\n    /// One.\n    case one\n    /// Its number.\n    public var n: Int {\n        switch self {\n        case .one: 1\n        }\n    }\n}"
            ),
            ("Sources/KindredCLI/A.swift", "public struct A {}"),
        ]
    ) { file in
        guard !file.isTest, file.room != "KindredCLI", file.path.hasPrefix("Sources/") else { return [] }
        return file.code.indices.compactMap { number in
            guard let symbol = undocumentedSymbol(at: number, in: file) else { return nil }
            return Violation(path: file.path, line: number + 1, what: "\(symbol) without a doc comment")
        }
    }

    private static let declarators: Set<Substring> = [
        "func", "var", "let", "init", "struct", "enum", "class", "actor", "protocol", "typealias", "subscript", "case", "associatedtype",
    ]

    /// What a protocol of the standard library has documented already.
    private static let witnesses = [
        "func ==", "func <", "func hash(", "func encode(", "func next(", "func makeIterator(", "func index(", "func formIndex(",
        "init(from ", "init(stringLiteral", "init(integerLiteral", "init(floatLiteral", "init(booleanLiteral", "init(arrayLiteral",
        "init(dictionaryLiteral", "init(nilLiteral", "init?(rawValue", "init(rawValue", "var rawValue", "var description", "var debugDescription", "var errorDescription",
        "var id:", "var startIndex", "var endIndex", "var underestimatedCount", "var hashValue", "func callAsFunction", "typealias Element", "typealias Index",
        "typealias RawValue", "typealias ArrayLiteralElement", "typealias Iterator", "func distance(", "subscript(position",
    ]

    /// What answers a requirement of our own protocols, which is documented there: a requirement itself says `public` nowhere.
    private static let ourWitnesses =
        ["var", "let"].map { "public \($0) parameters: [Parameter<" } + [
            "public var statistics: [Parameter<", "public var buffers: [Parameter<", "public var reducer: Reducer", "public var learningRate: Scalar",
            "public var state: [Tensor<", "public mutating func step()", "public func nearest(_ k: Int, of points: Range<Int>)", "public func within(_ radius: Double, of points: [UInt32])",
            "public var count: Int { tree?", "public var count: Int { points.count / dimension }", "public func terms(", "public func finishStep(", "public func batches(epoch",
        ]
        + [
            "exponential", "exponentialMinusOne", "logarithm", "logarithmOnePlus", "hyperbolicTangent", "sine", "cosine", "arccosine", "errorFunction",
            "raised", "multiply",
        ].map { "public static func \($0)(" }

    /// The public declaration on a line, when no doc comment stands above it.
    private static func undocumentedSymbol(at number: Int, in file: SourceFile) -> String? {
        let line = file.code[number]
        guard isPublicDeclaration(line) || isMemberOfPublicList(number, file), !(witnesses + ourWitnesses).contains(where: line.contains) else { return nil }
        // Attributes, conditions and the reason of a Sendable may stand between.
        let above = file.lines[..<number].last { line in !["@", "#", "// "].contains { line.trimmed.hasPrefix($0) } }?.trimmed ?? ""
        return above.hasPrefix("///") || above.hasSuffix("*/") ? nil : line.trimmed
    }

    private static func isPublicDeclaration(_ line: String) -> Bool {
        let all = words(in: line)
        guard !["if ", "guard ", "} else "].contains(where: { line.trimmed.hasPrefix($0) }), importedModule(line) == nil else { return false }
        guard let level = all.firstIndex(where: { $0 == "public" || $0 == "open" }) else { return false }
        return all[level...].contains { declarators.contains($0) } && !all[level...].prefix(2).contains("extension")
    }

    /// Whether the line is a case of a public enum or a requirement of a public protocol: they say `public` nowhere themselves.
    ///
    /// The layout tells: the line is one step further in than the nearest line above that is further out.
    private static func isMemberOfPublicList(_ number: Int, _ file: SourceFile) -> Bool {
        let line = file.code[number], indent = indentation(line)
        guard let first = words(in: line).first(where: { !["indirect", "static", "mutating"].contains($0) }), indent >= 4 else { return false }
        guard let owner = file.code[..<number].last(where: { !$0.trimmed.isEmpty && indentation($0) < indent }) else { return false }
        guard indentation(owner) == indent - 4, isPublicDeclaration(owner) else { return false }
        let kinds = words(in: owner)
        if kinds.contains("enum") { return first == "case" && !line.trimmed.hasSuffix(":") && !line.contains("case .") }
        return kinds.contains("protocol") && declarators.contains(first)
    }

    private static func indentation(_ line: String) -> Int { line.prefix { $0 == " " }.count }
}
