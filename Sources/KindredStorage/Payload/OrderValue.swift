/// A value that points are ordered by: of integers, numbers or dates.
public enum OrderValue: Sendable, Hashable {
    /// An integer, or a date in microseconds since 1970.
    case int(Int64)
    /// A number with a fraction, or beyond the integers.
    case double(Double)

    /// A payload value of a field with an index, when it has an order there.
    init?(_ value: JSONValue, _ schema: PayloadFieldSchema) {
        switch (value, schema) {
        case (.int(let number), .integer), (.int(let number), .float): self = .int(number)
        case (.double(let number), .integer):
            // As filters have it: 1.0 is the integer 1.
            guard let number = Int64(exactly: number) else { return nil }
            self = .int(number)
        case (.uint(let number), .float): self = .double(Double(number))
        case (.double(let number), .float) where !number.isNaN: self = .double(number)
        case (.string(let text), .datetime):
            guard let moment = Timestamp(text) else { return nil }
            self = .int(moment.microseconds)
        default: return nil
        }
    }
}

extension OrderValue: Comparable {
    /// Integers exactly, otherwise as doubles.
    public static func < (a: OrderValue, b: OrderValue) -> Bool {
        if case (.int(let a), .int(let b)) = (a, b) { return a < b }
        return a.number < b.number
    }

    /// The value as a double, rounded beyond 2⁵³.
    public var number: Double {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        }
    }
}

extension PayloadFieldSchema {
    /// Whether the values of a field with this index have an order.
    public var ordersValues: Bool { [.integer, .float, .datetime].contains(self) }
}
