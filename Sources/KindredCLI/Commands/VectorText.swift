import KindredService

/// A vector on the command line.
enum VectorText {
    /// Reads `[0.1, 0.9]`.
    ///
    /// - Throws: `Failure` with status 65.
    static func parse(_ text: String) throws -> [Float] {
        guard let value = try? JSONValue(parsing: text), let elements = value.arrayValue else {
            throw Failure(Failure.Status.data, "--vector is not a JSON array of numbers; write it as '[0.1, 0.9]'")
        }
        return try elements.enumerated().map { index, element in
            guard let number = element.doubleValue, Float(number).isFinite else {
                throw Failure(Failure.Status.data, "value \(index) of --vector is \(element.jsonText), not a finite 32-bit number")
            }
            return Float(number)
        }
    }
}
