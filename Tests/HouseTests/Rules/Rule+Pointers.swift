extension Rule {
    /// Pointers live in the files made for them.
    static let pointers = Rule(
        name: "pointers in their own files",
        exceptions: ["Sources/KindredService/Bench/ResidentMemory.swift": "one call into C that fills a struct of ours; nothing is kept"],
        planted: [
            ("Sources/KindredStorage/A.swift", "func f(_ a: UnsafePointer<Float>) {}"),
            ("Sources/KindredStorage/ASearch.swift", "let x = unsafe g()"),
            ("Sources/KindredIndex/Rows.swift", "a.withUnsafeBufferPointer { _ in }"),
            ("Sources/KindredMath/A.swift", "let a = b as OpaquePointer"),
            ("Sources/KindredService/A.swift", "data.withUnsafeBytes { $0.count }"),
        ],
        innocent: [
            ("Sources/KindredMath/Kernels+Pairs.swift", "unsafe a.withUnsafeBufferPointer { _ in }"),
            ("Sources/KindredIndex/HNSWSearch.swift", "let x = unsafe g()"),
            ("Sources/KindredIndex/FlatBuild.swift", "let x = unsafe g()"),
            ("Sources/KindredStorage/Segments/AppendOnlyUnsafeHandle.swift", "let x = unsafe g()"),
            ("Sources/KindredStorage/A.swift", "// an unsafe pointer\nlet handle = MemoryUnsafeHandle()\nlet unsafely = \"unsafe\""),
            ("Sources/KindredIndex/Rows.swift", "try unsafe append(bytes: row.bytes)"),
        ]
    ) { file in
        guard !file.isTest, !mayHoldPointers(file) else { return [] }
        return file.violations { line in
            // Reading a span as raw bytes wears the word but is checked like any span, and no pointer.
            let isSpan = line.contains(".bytes")
            guard let word = words(in: line).first(where: { isPointerWord($0) && !(isSpan && $0 == "unsafe") }) else { return nil }
            return "\(word) outside the files made for pointers"
        }
    }

    private static func mayHoldPointers(_ file: SourceFile) -> Bool {
        if file.name.hasPrefix("Kernels") || file.name == "MappedFile.swift" || file.name.hasSuffix("UnsafeHandle.swift") { return true }
        return file.room == "KindredIndex" && (file.name.hasSuffix("Search.swift") || file.name.hasSuffix("Build.swift"))
    }

    private static func isPointerWord(_ word: Substring) -> Bool {
        if word == "unsafe" || word == "Unmanaged" || word == "OpaquePointer" || word == "unsafeBitCast" { return true }
        if word.hasPrefix("withUnsafe") || word.hasPrefix("withMemoryRebound") { return true }
        return word.hasPrefix("Unsafe") && word.hasSuffix("Pointer")
    }

    /// The identifiers of a line.
    static func words(in line: String) -> [Substring] { line.split { !($0.isLetter || $0.isNumber || $0 == "_") } }
}
