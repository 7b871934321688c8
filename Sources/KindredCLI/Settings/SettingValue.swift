#if Server
import KindredService

/// What a setting is set to.
enum SettingValue: Equatable, Sendable {
    case text(String)
    case whole(Int)
    case toggle(Bool)
    /// A length of time in seconds.
    case span(Int)

    /// The value as it is written in the environment, in a flag, and in the guide.
    var text: String {
        switch self {
        case .text(let text): text
        case .whole(let number): String(number)
        case .toggle(let isOn): String(isOn)
        case .span(let seconds): Self.length(seconds)
        }
    }

    /// The value as it is written in the file.
    var json: JSONValue {
        switch self {
        case .whole(let number): JSONValue(number)
        case .toggle(let isOn): .bool(isOn)
        case .text, .span: .string(text)
        }
    }

    private static let units: [(name: Character, seconds: Int)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]

    /// `90s`, `15m`, `6h`, `2d`: the largest unit that leaves no rest, but a day in hours.
    private static func length(_ seconds: Int) -> String {
        guard seconds != 86_400, let unit = units.first(where: { seconds % $0.seconds == 0 }) else { return "\(seconds / 3_600)h" }
        return "\(seconds / unit.seconds)\(unit.name)"
    }

    /// Seconds of `6h` and its like; nil for what is no length of time.
    static func seconds(_ text: String) -> Int? {
        guard let last = text.last, let unit = units.first(where: { $0.name == last }), let number = Int(text.dropLast()), number >= 0 else { return nil }
        let (seconds, isTooLong) = number.multipliedReportingOverflow(by: unit.seconds)
        return isTooLong ? nil : seconds
    }
}
#endif
