#if Server
import KindredService

/// Writes JSON straight into bytes: answers of many vectors never become a tree.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    /// Text that is JSON already.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func string(_ text: String) { writeJSONString(text, into: &bytes) }
    mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
    mutating func int(_ value: some BinaryInteger) { bytes.append(contentsOf: String(value).utf8) }

    /// The shortest digits that read back to the same number; what is not finite has no JSON and is null.
    mutating func float(_ value: Float) {
        if value.isFinite { bytes.append(contentsOf: value.description.utf8) } else { raw("null") }
    }

    mutating func double(_ value: Double) {
        if value.isFinite { bytes.append(contentsOf: value.description.utf8) } else { raw("null") }
    }

    mutating func json(_ value: JSONValue) { value.writeJSON(into: &bytes) }
    mutating func object(_ value: JSONObject) { value.writeJSON(into: &bytes) }

    /// A list, element by element.
    mutating func list<Elements: Sequence>(_ elements: Elements, _ write: (inout JSONWriter, Elements.Element) throws -> Void) rethrows {
        raw("[")
        var isFirst = true
        for element in elements {
            if !isFirst { raw(",") }
            isFirst = false
            try write(&self, element)
        }
        raw("]")
    }

    mutating func floats(_ values: [Float]) { list(values) { $0.float($1) } }
}
#endif
