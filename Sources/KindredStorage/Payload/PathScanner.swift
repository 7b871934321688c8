/// Reads a `PayloadPath` out of UTF-8 bytes; the filter's text form uses it for the paths inside it.
struct PathScanner {
    let bytes: [UInt8]
    var position: Int

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The longest path that starts here.
    mutating func components() throws -> [PayloadPath.Component] {
        var found: [PayloadPath.Component] = [.key(try key())]
        while let byte = current {
            if byte == UInt8(ascii: ".") {
                position += 1
                found.append(.key(try key()))
            } else if byte == UInt8(ascii: "[") {
                found.append(try bracket())
            } else {
                break
            }
        }
        return found
    }

    private mutating func key() throws -> String {
        current == UInt8(ascii: "\"") ? try quotedKey() : try plainKey()
    }

    private mutating func plainKey() throws -> String {
        var end = position
        while end < bytes.count, bytes[end] >= 0x80 || Self.isPlain(Unicode.Scalar(bytes[end])) { end += 1 }
        let run = String(decoding: bytes[position..<end], as: UTF8.self)
        let key = run.unicodeScalars.prefix(while: Self.isPlain)
        guard !key.isEmpty else { throw failure("expected a key (letters, digits, '_', '-', or any text in double quotes)") }
        position += key.utf8Length
        return String(key)
    }

    private mutating func quotedKey() throws -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "\"") {
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            if byte == UInt8(ascii: "\\"), next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") { position += 1 }
            text.append(bytes[position])
            position += 1
        }
        guard current != nil else {
            position = start
            throw failure("the quoted key is not closed")
        }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func bracket() throws -> PayloadPath.Component {
        position += 1
        var index = 0
        var digits = 0
        while let byte = current, byte >= 48, byte <= 57 {
            let (tenfold, high) = index.multipliedReportingOverflow(by: 10)
            let (sum, low) = tenfold.addingReportingOverflow(Int(byte - 48))
            guard !high, !low else { throw failure("the index is too large") }
            index = sum
            digits += 1
            position += 1
        }
        guard current == UInt8(ascii: "]") else { throw failure("expected digits or ']'") }
        position += 1
        return digits == 0 ? .each : .index(index)
    }

    /// An error that shows the path and where in it reading stopped.
    func failure(_ expected: String) -> StorageError {
        StorageError(.invalidArgument, "path '\(String(decoding: bytes, as: UTF8.self))', byte \(position): \(expected)")
    }

    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "-" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    static func isPlain(_ key: String) -> Bool { !key.isEmpty && key.unicodeScalars.allSatisfy(isPlain) }

    static func quoted(_ key: String) -> String {
        var text = "\""
        for scalar in key.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}

extension Sequence<Unicode.Scalar> {
    /// The number of UTF-8 bytes of the scalars.
    fileprivate var utf8Length: Int { reduce(0) { $0 + UTF8.width($1) } }
}
