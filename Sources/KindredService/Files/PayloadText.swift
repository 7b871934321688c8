/// Payloads as JSON text, put together without parsing them into values.
enum PayloadText {
    /// The payload object with further members after its own; `nil` when there is nothing.
    ///
    /// - Throws: when the payload is neither an object nor null, or not UTF-8.
    static func join(_ scanner: JSONScanner, _ payload: Range<Int>?, _ others: [Range<Int>]) throws(JSONFault) -> String? {
        var members = [String]()
        if let payload {
            let text = try scanner.text(payload)
            guard text.utf8.first == UInt8(ascii: "{") || text == "null" else { throw scanner.fault("the payload is not a JSON object", at: payload.lowerBound) }
            if others.isEmpty { return text == "null" ? nil : text }
            let inner = text == "null" ? "" : text.dropFirst().dropLast()
            if inner.utf8.contains(where: { $0 > 0x20 }) { members.append(String(inner)) }
        }
        for other in others { members.append(try scanner.text(other)) }
        return members.isEmpty ? nil : "{" + members.joined(separator: ",") + "}"
    }

    /// A JSON string that holds `text`.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
