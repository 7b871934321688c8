extension Measure: Codable {
    private enum CodingKeys: String, CodingKey {
        case measure
    }

    /// Reads `{"measure": text}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(parsing: container.decode(String.self, forKey: .measure))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(description, forKey: .measure)
    }
}
