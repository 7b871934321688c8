extension Rule {
    /// Data never ends the process.
    static let forbiddenWords = Rule(
        name: "no try!, fatalError or as!",
        planted: [
            ("Sources/Kindred/A.swift", "let a = try! f()"),
            ("Sources/Kindred/A.swift", "fatalError(\"no\")"),
            ("Sources/Kindred/A.swift", "let a = b as! Int"),
        ],
        innocent: [
            ("Sources/Kindred/A.swift", "// never try! and never fatalError(\nlet a = \"as! Int\"\nlet b = try? f()\nlet c = d as? Int"),
            ("Tests/KindredTests/A.swift", "let a = try! f()"),
        ]
    ) { file in
        guard !file.isTest else { return [] }
        return file.violations { line in ["try!", "fatalError(", "as!"].first { line.contains($0) }.map { "\($0) in a source" } }
    }

    /// What is not finished is not committed.
    static let unfinishedWork = Rule(
        name: "nothing left to do",
        planted: [
            ("Sources/Kindred/A.swift", "// TODO: later"),
            ("Tests/KindredTests/A.swift", "/* FIXME */ let a = 1"),
        ],
        innocent: [("Sources/Kindred/A.swift", "// The methods below; the todo of a user\nlet a = \"TODO\"")]
    ) { file in
        file.comments.enumerated().compactMap { number, line in
            let found = words(in: line).first { ["TODO", "FIXME", "XXX", "HACK"].contains($0) }
            return found.map { Violation(path: file.path, line: number + 1, what: "\($0) in a comment") }
        }
    }

    /// Whoever says that the compiler is wrong says why.
    static let sendableReasons = Rule(
        name: "@unchecked Sendable with its reason on the line above",
        planted: [
            ("Sources/Kindred/A.swift", "/// A box.\nfinal class Box: @unchecked Sendable {}"),
            ("Sources/Kindred/A.swift", "final class Box: @unchecked Sendable {}"),
        ],
        innocent: [
            ("Sources/Kindred/A.swift", "/// A box.\n// Sendable: never changed after init.\nfinal class Box: @unchecked Sendable {}"),
            ("Sources/Kindred/A.swift", "// Sendable: a constant of the program.\n@safe\nstruct Box: @unchecked Sendable {}"),
        ]
    ) { file in
        file.code.enumerated().compactMap { number, line in
            guard line.contains("@unchecked Sendable") else { return nil }
            let above = file.lines[..<number].last { !$0.trimmed.hasPrefix("@") }?.trimmed ?? ""
            let isReason = above.hasPrefix("// ") || (above.hasPrefix("///") && above.contains("Sendable"))
            return isReason ? nil : Violation(path: file.path, line: number + 1, what: "@unchecked Sendable without its reason on the line above")
        }
    }

    /// A file is one idea.
    static let lengths = Rule(
        name: "files of at most 500 lines",
        planted: [("Sources/Kindred/A.swift", String(repeating: "let a = 1\n", count: 501))],
        innocent: [("Sources/Kindred/A.swift", String(repeating: "let a = 1\n", count: 499))]
    ) { file in
        file.lines.count <= 500 ? [] : [Violation(path: file.path, line: file.lines.count, what: "\(file.lines.count) lines, more than 500")]
    }

    /// Nothing knows the machine it was written on.
    static let machinePaths = Rule(
        name: "no paths of one machine",
        planted: [
            ("Sources/Kindred/A.swift", "let a = \"/" + "home/me/data\""),
            ("Tests/KindredTests/A.swift", "// see /" + "Users/me/notes"),
        ],
        innocent: [("Sources/Kindred/A.swift", "let a = \"films/home/page\"\nlet b = \"/tmp/x\"")]
    ) { file in
        file.lines.enumerated().compactMap { number, line in
            machinePath(in: line).map { Violation(path: file.path, line: number + 1, what: "\($0) is a path of one machine") }
        }
    }

    /// The first folder of one person's machine that a line names.
    static func machinePath(in line: String) -> String? {
        ["home", "Users", "root", "work"].map { "/\($0)/" }.first { folder in
            line.ranges(of: folder).contains { range in
                guard range.lowerBound > line.startIndex else { return true }
                let before = line[line.index(before: range.lowerBound)]
                return !(before.isLetter || before.isNumber || ".-_/)}".contains(before))
            }
        }
    }

    /// A type's name says what it is.
    static let typeNames = Rule(
        name: "types named by nouns of the field",
        planted: [
            ("Sources/Kindred/A.swift", "struct StringUtils {}"),
            ("Sources/Kindred/A.swift", "public final class IndexManager {}"),
            ("Sources/Kindred/QueryHelper.swift", "let a = 1"),
            ("Sources/Kindred/A.swift", "public struct Collection {}"),
        ],
        innocent: [("Sources/Kindred/A.swift", "struct VectorCollection {}\nlet a = FileManager.default\nprivate enum Index {}")]
    ) { file in
        let ofFile = vagueEnding(file.name.dropLast(".swift".count)).map { Violation(path: file.path, line: 1, what: "a file named …\($0)") }
        return (ofFile.map { [$0] } ?? [])
            + file.violations { line in
                guard let type = declaredType(line) else { return nil }
                if let ending = vagueEnding(type) { return "a type named …\(ending)" }
                let isTaken = line.contains("public ") && ["Collection", "Index", "Set", "Array", "Dictionary"].contains(type)
                return isTaken ? "a public type named \(type) hides the standard library's" : nil
            }
    }

    private static func vagueEnding(_ name: Substring) -> String? {
        ["Utils", "Util", "Utilities", "Helper", "Helpers", "Manager"].first { name.hasSuffix($0) }
    }

    /// The name of the type that a line declares.
    private static func declaredType(_ line: String) -> Substring? {
        let all = words(in: line)
        guard let keyword = all.firstIndex(where: { ["struct", "class", "enum", "actor", "protocol", "typealias"].contains($0) }) else { return nil }
        return keyword + 1 < all.count ? all[keyword + 1] : nil
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
