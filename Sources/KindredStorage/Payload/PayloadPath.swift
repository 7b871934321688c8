/// Where in a payload a value lies: `price`, `author.name`, `parts[].colour`, `scores[0]`, `"a key with spaces".x`.
///
/// A path is keys joined by dots; behind a key stand `[3]` for one element of a list and `[]` for each. A plain key is
/// made of letters, digits, `_` and `-`; any other key is written in double quotes, with `\"` and `\\` inside.
/// A list in the middle of a path is entered by brackets only: `parts.colour` finds nothing when `parts` is a list.
///
///     let path: PayloadPath = "parts[].colour"
///     let given = try PayloadPath(parsing: argument)
public struct PayloadPath: Hashable, Sendable {
    /// One step of a path.
    public enum Component: Hashable, Sendable {
        /// Into the value of a key of an object.
        case key(String)
        /// Into one element of a list, counted from 0.
        case index(Int)
        /// Into every element of a list.
        case each
    }

    /// The steps; the first is a key.
    public let components: [Component]

    /// A path of the given steps.
    /// - Precondition: the first step is a key.
    public init(_ components: [Component]) {
        guard case .key? = components.first else { preconditionFailure("a path begins with a key, not with \(components)") }
        self.components = components
    }

    /// The path of a single key, taken as it is: dots and brackets in it mean nothing.
    public init(key: String) { components = [.key(key)] }

    /// The path `prefix` followed by this one: `parts[]` and `colour` give `parts[].colour`.
    func appended(to prefix: PayloadPath?) -> PayloadPath {
        guard let prefix else { return self }
        return PayloadPath(prefix.components + components)
    }

    /// This path with `[]` at its end, unless it is there already.
    var overElements: PayloadPath {
        components.last == .each ? self : PayloadPath(components + [.each])
    }

    public static func == (a: PayloadPath, b: PayloadPath) -> Bool {
        guard a.components.count == b.components.count else { return false }
        return zip(a.components, b.components).allSatisfy { pair in
            guard case (.key(let a), .key(let b)) = pair else { return pair.0 == pair.1 }
            return sameBytes(a, b)
        }
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(components) }
}

extension PayloadPath: ExpressibleByStringLiteral {
    /// A path written in source.
    /// - Precondition: the literal is a path; use `init(parsing:)` for anything a user typed.
    public init(stringLiteral text: String) {
        do { try self.init(parsing: text) } catch { preconditionFailure("\(error)") }
    }
}

extension PayloadPath: CustomStringConvertible {
    /// The path as text; `init(parsing:)` reads it back.
    public var description: String {
        var text = ""
        for component in components {
            switch component {
            case .key(let key):
                if !text.isEmpty { text += "." }
                text += PathScanner.isPlain(key) ? key : PathScanner.quoted(key)
            case .index(let index): text += "[\(index)]"
            case .each: text += "[]"
            }
        }
        return text
    }

    /// Reads a path.
    /// - Throws: `StorageError` with `invalidArgument`, naming the byte at which the text stops being a path.
    public init(parsing text: String) throws {
        var scanner = PathScanner(Array(text.utf8))
        let components = try scanner.components()
        guard scanner.position == scanner.bytes.count else { throw scanner.failure("expected '.', '[' or the end") }
        self.init(components)
    }
}
