#if Keras
import Kindred

/// A sequence in a payload.
enum PayloadSequence {
    /// A text.
    case text(String)
    /// Numbers of steps one after the other, and how many a step has.
    case series([Float], width: Int)

    /// What a value holds: a text, a list of numbers, or a list of lists of as many numbers each; nil for anything else, and for nothing.
    init?(_ value: JSONValue) {
        switch value {
        case .string(let text) where !text.isEmpty: self = .text(text)
        case .array(let steps):
            var numbers = [Float](), width: Int?
            for step in steps {
                let values = step.arrayValue ?? [step], own = values.compactMap(\.doubleValue).map { Float($0) }
                guard own.count == values.count, own.count == width ?? own.count, own.allSatisfy(\.isFinite) else { return nil }
                width = own.count
                numbers += own
            }
            guard let width, width > 0 else { return nil }
            self = .series(numbers, width: width)
        default: return nil
        }
    }
}
#endif
