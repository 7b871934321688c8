extension Timestamp: CustomStringConvertible {
    /// The moment in RFC 3339 with a `Z`, with six digits of fraction only when there is one.
    public var description: String {
        let (seconds, fraction) = Self.floorDivide(microseconds, 1_000_000)
        let (days, second) = Self.floorDivide(seconds, 86_400)
        let (year, month, day) = Self.date(daysSince1970: days)
        let clock = "\(Self.two(second / 3600)):\(Self.two(second / 60 % 60)):\(Self.two(second % 60))"
        let digits = String(fraction)
        let tail = fraction == 0 ? "" : "." + String(repeating: "0", count: 6 - digits.count) + digits
        return "\(Self.padded(year, 4))-\(Self.two(month))-\(Self.two(day))T\(clock)\(tail)Z"
    }

    /// Reads a date in one of the forms of `Timestamp`; nil when the text is none.
    public init?(_ text: String) {
        var reader = TimestampReader(bytes: Array(text.utf8))
        guard let moment = reader.timestamp() else { return nil }
        self = moment
    }

    private static func two(_ value: Int64) -> String { padded(value, 2) }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    static func floorDivide(_ a: Int64, _ b: Int64) -> (quotient: Int64, remainder: Int64) {
        let (q, r) = a.quotientAndRemainder(dividingBy: b)
        return r < 0 ? (q - 1, r + b) : (q, r)
    }

    /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Years are taken to begin in March, so that
    /// the leap day is the last one; 146,097 days make 400 years, and 719,468 lie between 0000-03-01 and 1970-01-01.
    static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(y, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let m = (5 * dayOfYear + 2) / 153
        let month = m < 10 ? m + 3 : m - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
    }
}

/// Reads the fields of a date one after the other.
struct TimestampReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func timestamp() -> Timestamp? {
        while take(" ") {}
        guard let days = date() else { return nil }
        guard position < bytes.count else { return Timestamp(microseconds: days * 86_400_000_000) }
        guard take("T") || take("t") || take(" "), let clock = clock(), position == bytes.count else { return nil }
        return Timestamp(microseconds: days * 86_400_000_000 + clock)
    }

    private mutating func date() -> Int64? {
        guard let year = digits(4...4), take("-"), let month = digits(1...2), take("-"), let day = digits(1...2),
            (1...12).contains(month), (1...Self.length(ofMonth: month, year)).contains(day)
        else { return nil }
        return Timestamp.daysSince1970(year: year, month: month, day: day)
    }

    /// The time of day and the zone, as microseconds to add to the date.
    private mutating func clock() -> Int64? {
        guard let hour = digits(1...2), take(":"), let minute = digits(1...2), hour < 24, minute < 60 else { return nil }
        var microseconds = (hour * 3600 + minute * 60) * 1_000_000
        guard take(":") else { return position == bytes.count ? microseconds : nil }
        // A leap second, :60, counts as the first second of the next minute.
        guard let second = digits(1...2), second <= 60 else { return nil }
        microseconds += second * 1_000_000
        if take(".") {
            guard let fraction = fraction() else { return nil }
            microseconds += fraction
        }
        guard let offset = zone() else { return nil }
        return microseconds - offset * 1_000_000
    }

    private mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
            if count < 6 { value = value * 10 + Int64(bytes[position] - 48) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 6 - count) { value *= 10 }
        return value
    }

    /// The zone's distance from UTC in seconds; 0 when none is written.
    private mutating func zone() -> Int64? {
        guard position < bytes.count else { return 0 }
        _ = take(" ")
        if take("Z") || take("z") { return 0 }
        if take("U") { return take("T") && take("C") ? 0 : nil }
        let sign: Int64
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = digits(2...2), hours < 24 else { return nil }
        guard position < bytes.count else { return sign * hours * 3600 }
        _ = take(":")
        guard let minutes = digits(2...2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func digits(_ count: ClosedRange<Int>) -> Int64? {
        var value: Int64 = 0
        var taken = 0
        while taken < count.upperBound, position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
            value = value * 10 + Int64(bytes[position] - 48)
            taken += 1
            position += 1
        }
        return taken >= count.lowerBound ? value : nil
    }

    private static func length(ofMonth month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
