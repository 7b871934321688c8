/// The options of a measure's text, "a:b=c:1.5", taken one by one; what nobody took is an error.
struct MeasureOptions {
    let measure: String
    private var rest: [String]

    init(measure: String, _ text: Substring) {
        self.measure = measure
        rest = text.isEmpty ? [] : text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }

    /// The next option when it is one of `words`.
    mutating func word(of words: [String]) -> String? {
        guard let first = rest.first, words.contains(first) else { return nil }
        rest.removeFirst()
        return first
    }

    /// The next option when it is a number.
    mutating func number() -> Double? {
        guard let first = rest.first, let number = Double(first), !number.isNaN else { return nil }
        rest.removeFirst()
        return number
    }

    /// The text of `key=text`, wherever it stands.
    mutating func text(_ key: String) -> String? {
        guard let place = rest.firstIndex(where: { $0.hasPrefix(key + "=") }) else { return nil }
        return String(rest.remove(at: place).dropFirst(key.count + 1))
    }

    /// The number of `key=number`.
    mutating func number(_ key: String) throws(MeasureError) -> Double? {
        guard let text = text(key) else { return nil }
        guard let number = Double(text), !number.isNaN else {
            throw invalid("\(key)=\(text) is not a number")
        }
        return number
    }

    /// The numbers of `key=number,number,…`.
    mutating func numbers(_ key: String) throws(MeasureError) -> [Double]? {
        guard let text = text(key) else { return nil }
        var numbers: [Double] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Double(part), number.isFinite else { throw invalid("\(key): \"\(part)\" is not a number") }
            numbers.append(number)
        }
        return numbers
    }

    func finish() throws(MeasureError) {
        guard let first = rest.first else { return }
        throw invalid("unknown option \"\(first)\"")
    }

    func invalid(_ why: String) -> MeasureError {
        MeasureError(.invalidOption, "measure \(measure): \(why)")
    }
}

extension Double {
    /// The shortest text that reads back as this number: "3" rather than "3.0".
    var optionText: String {
        self == rounded() && magnitude < 1e15 ? String(Int(self)) : String(self)
    }
}
