extension Filter {
    /// Reads a filter as people write it.
    ///
    ///     price < 20 and tags = "red" and not draft
    ///     (lang in ("tr", "az") or title ~ "honey badger") and created >= "2024-06-15"
    ///     within(place, 52.52, 13.40, 5000) and count(tags) >= 2
    ///     nested(parts, colour = "red" and n > 3)
    ///
    /// - `and`, `or`, `not` (also `&&`, `||`, `!`) and parentheses; words of the language in either case.
    /// - `=` `!=` `in (…)` `not in (…)` compare with texts, numbers, `true` and `false`; a field alone means `= true`.
    ///   `except (…)` means that some value is none of these.
    /// - `<` `<=` `>` `>=` `between a and b` compare with numbers, or with dates when the text reads as a date.
    ///   `range(f, gt: 1, lte: 5)` and `dates(f, …)` take any bounds, kept by one and the same value.
    /// - `~` (or `contains`) finds texts with every word, `~ any "…"` with some word, `~ phrase "…"` with the words side
    ///   by side; `^=` finds strings that begin so.
    /// - `is null`, `is empty`, `exists` (not empty), each also with `not`; `count(f) >= 2`.
    /// - `within(f, lat, lon, metres)`, `box(f, top, left, bottom, right)`, `polygon(f, [lat, lon, …], [hole…])`.
    /// - `id = 7`, `id in (1, "uuid")`, `has_vector("name")`, `nested(list, …)`, `at_least(2, a, b, c)`,
    ///   `slice(index, total)`, and `true` for every point.
    ///
    /// Paths are those of `PayloadPath`. A field that is named like a word of the language is written in double quotes;
    /// texts stand in double quotes with the escapes of JSON, or in single quotes, where `''` is a quote.
    /// - Throws: `StorageError` with `invalidArgument`: one line that says where and what was expected.
    public init(parsing text: String) throws {
        var parser = FilterParser(text)
        self = try parser.filter()
        try validate()
    }

    /// Reads a filter that is either JSON, when the text begins with `{`, or the form for people.
    public init(parsingTextOrJSON text: String) throws {
        if text.utf8.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") {
            try self.init(json: JSONValue(parsing: text))
        } else {
            try self.init(parsing: text)
        }
    }
}

extension Filter: CustomStringConvertible {
    /// The filter as people write it; `init(parsing:)` reads back the `normalized` filter.
    public var description: String { FilterPrinter.text(FilterExpression(self)) }
}
