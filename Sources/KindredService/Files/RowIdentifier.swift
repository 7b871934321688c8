public import Foundation

/// A point's id as files give it: an unsigned integer, or a UUID in its usual hyphenated form.
public enum RowIdentifier: Hashable, Sendable {
    case integer(UInt64)
    case uuid(UUID)

    /// Reads `42` or `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`; `nil` for any other text.
    public init?(_ text: some StringProtocol) {
        if let number = UInt64(text), text.first != "+" {
            self = .integer(number)
        } else if let uuid = UUID(uuidString: String(text)) {
            self = .uuid(uuid)
        } else {
            return nil
        }
    }
}

extension RowIdentifier: CustomStringConvertible {
    /// The form that `init(_:)` reads; UUIDs in lower case.
    public var description: String {
        switch self {
        case .integer(let number): "\(number)"
        case .uuid(let uuid): uuid.uuidString.lowercased()
        }
    }
}
