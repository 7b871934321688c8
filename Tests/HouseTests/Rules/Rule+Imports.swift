extension Rule {
    /// Rooms import only what the table of ARCHITECTURE.md allows.
    static let imports = Rule(
        name: "imports inside the table of ARCHITECTURE.md",
        planted: [
            ("Sources/KindredMath/A.swift", "import KindredIndex"),
            ("Sources/KindredIndex/A.swift", "@_exported public import struct GRDB.Row"),
            ("Sources/KindredService/A.swift", "internal import ArgumentParser"),
            ("Sources/KindredMath/A.swift", "import Logging"),
            ("Sources/Attic/A.swift", "import Foundation"),
            ("Tests/KindredMathTests/A.swift", "@testable import KindredStorage"),
            ("Examples/Sources/QuickStart/A.swift", "import KindredStorage"),
            ("Tests/CrashWriter/A.swift", "import KindredService"),
            ("Tests/KindredMathTests/A.swift", "import CrashWriter"),
        ],
        innocent: [
            ("Sources/KindredStorage/A.swift", "public import Foundation\nprivate import GRDB\n@_spi(Testing) import KindredMath"),
            ("Sources/KindredCLI/A.swift", "// import GRDB\nlet text = \"import GRDB\"\nimport ArgumentParser"),
            ("Tests/KindredIndexTests/A.swift", "import Testing\n@testable import KindredIndex\nimport CKindredKernels"),
            ("Examples/Sources/QuickStart/A.swift", "import Kindred"),
        ]
    ) { file in
        guard let allowed = allowedImports(file) else {
            return [Violation(path: file.path, line: 1, what: "\(file.room) is not a room of ARCHITECTURE.md")]
        }
        return file.violations { line in
            guard let module = importedModule(line), !allowed.contains(module) else { return nil }
            return "\(file.room) may not import \(module)"
        }
    }

    /// The modules that a file may import; nil when its room is in no table.
    private static func allowedImports(_ file: SourceFile) -> Set<String>? {
        if file.path.hasPrefix("Examples/") { return Room.system.union(["Kindred", "KindredLearning"]) }
        if file.room == "HouseTests" { return ["Foundation", "Testing"] }
        if let room = Room.companions[file.room] { return Room.named(room)?.allowedInTests }
        return file.isTest ? Room.named(String(file.room.dropLast("Tests".count)))?.allowedInTests : Room.named(file.room)?.allowed
    }

    private static let importKinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]

    /// The module of an import declaration; nil when the line is none.
    static func importedModule(_ line: String) -> String? {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count else { return nil }
        let levels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        guard words[..<place].allSatisfy({ $0.hasPrefix("@") || levels.contains($0) }) else { return nil }
        let name = importKinds.contains(words[place + 1]) && place + 2 < words.count ? words[place + 2] : words[place + 1]
        return name.split(separator: ".").first.map(String.init)
    }
}
