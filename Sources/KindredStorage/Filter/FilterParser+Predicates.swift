extension FilterParser {
    /// What is said about a field, `= true` when nothing is.
    mutating func predicate(of path: PayloadPath) throws -> FilterExpression {
        func leaf(_ predicate: Filter.Predicate) -> FilterExpression { .leaf(.field(path, predicate)) }
        if take("!=") || take("<>") { return .not(equal(path, try literal())) }
        if take("==") || take("=") { return equal(path, try literal()) }
        if take("<=") {
            return leaf(
                try comparison {
                    .init(lte: $0)
                } _: {
                    .init(lte: $0)
                })
        }
        if take("<") {
            return leaf(
                try comparison {
                    .init(lt: $0)
                } _: {
                    .init(lt: $0)
                })
        }
        if take(">=") {
            return leaf(
                try comparison {
                    .init(gte: $0)
                } _: {
                    .init(gte: $0)
                })
        }
        if take(">") {
            return leaf(
                try comparison {
                    .init(gt: $0)
                } _: {
                    .init(gt: $0)
                })
        }
        if take("^=") { return leaf(.prefix(try text())) }
        if take("~") || takeWord("contains") { return leaf(try textMatch()) }
        if takeWord("in") { return member(path, try literals()) }
        if takeWord("except") { return leaf(.except(try literals().map(plainValue))) }
        if takeWord("between") { return leaf(try between()) }
        if takeWord("exists") { return .not(leaf(.isEmpty)) }
        if takeWord("is") { return try state(path) }
        if takeWord("not") { return .not(try negated(path)) }
        skipSpace()
        guard atEnd || [")", ",", "&", "|"].contains(Unicode.Scalar(bytes[position])) || ["and", "or"].contains(peekWord() ?? "") else {
            throw failure("a comparison (=, !=, <, <=, >, >=, in, between, is, exists, ~, ^=), 'and' or 'or'")
        }
        return leaf(.match(.bool(true)))
    }

    /// What may follow `field not`.
    private mutating func negated(_ path: PayloadPath) throws -> FilterExpression {
        if takeWord("in") { return member(path, try literals()) }
        if takeWord("between") { return .leaf(.field(path, try between())) }
        if takeWord("exists") { return .not(.leaf(.field(path, .isEmpty))) }
        if takeWord("contains") { return .leaf(.field(path, try textMatch())) }
        throw failure("'in', 'between', 'contains' or 'exists'")
    }

    private mutating func state(_ path: PayloadPath) throws -> FilterExpression {
        let negative = takeWord("not")
        let leaf: FilterExpression
        if takeWord("null") {
            leaf = .leaf(.field(path, .isNull))
        } else if takeWord("empty") {
            leaf = .leaf(.field(path, .isEmpty))
        } else {
            throw failure("'null', 'empty', 'not null' or 'not empty'")
        }
        return negative ? .not(leaf) : leaf
    }

    private func equal(_ path: PayloadPath, _ value: Literal) -> FilterExpression {
        switch value {
        case .value(let value): .leaf(.field(path, .match(value)))
        case .number(let number): .leaf(.field(path, .range(.init(equalTo: number))))
        }
    }

    /// One of a list; numbers that no match can hold are compared as ranges.
    private func member(_ path: PayloadPath, _ values: [Literal]) -> FilterExpression {
        var plain: [Filter.Value] = []
        var others: [FilterExpression] = []
        for value in values {
            if case .value(let value) = value { plain.append(value) } else { others.append(equal(path, value)) }
        }
        guard !others.isEmpty else { return .leaf(.field(path, .any(plain))) }
        return .some((plain.isEmpty ? [] : [.leaf(.field(path, .any(plain)))]) + others)
    }

    private func plainValue(_ literal: Literal) throws -> Filter.Value {
        guard case .value(let value) = literal else { throw failure("texts, integers, true or false in the list") }
        return value
    }

    private mutating func comparison(
        _ numbers: (Number) -> NumberRange, _ dates: (Timestamp) -> DateRange
    ) throws -> Filter.Predicate {
        skipSpace()
        let start = position
        switch try literal() {
        case .value(.int(let integer)): return .range(numbers(.int(integer)))
        case .number(let number): return .range(numbers(number))
        case .value(.string(let text)):
            if let moment = Timestamp(text) { return .dateRange(dates(moment)) }
        case .value(.bool): break
        }
        position = start
        throw failure("a number, or a date such as \"2024-06-15\"")
    }

    private mutating func between() throws -> Filter.Predicate {
        let lower = try comparison {
            .init(gte: $0)
        } _: {
            .init(gte: $0)
        }
        guard takeWord("and") else { throw failure("'and'") }
        skipSpace()
        let start = position
        let upper = try comparison {
            .init(lte: $0)
        } _: {
            .init(lte: $0)
        }
        switch (lower, upper) {
        case (.range(let lower), .range(let upper)): return .range(.init(gte: lower.gte, lte: upper.lte))
        case (.dateRange(let lower), .dateRange(let upper)): return .dateRange(.init(gte: lower.gte, lte: upper.lte))
        default:
            position = start
            throw failure("two numbers or two dates")
        }
    }

    private mutating func textMatch() throws -> Filter.Predicate {
        if takeWord("any") { return .textAny(try text()) }
        if takeWord("phrase") { return .phrase(try text()) }
        return .text(try text())
    }

    /// `in`, `=` and their negations after `id`; nil when something else follows, which makes it a field.
    mutating func ids() throws -> FilterExpression? {
        let start = position
        _ = takeWord("id")
        if take("!=") { return .not(.leaf(.hasID([try pointID()]))) }
        if take("==") || take("=") { return .leaf(.hasID([try pointID()])) }
        if takeWord("in") { return .leaf(.hasID(try pointIDs())) }
        if takeWord("not"), takeWord("in") { return .not(.leaf(.hasID(try pointIDs()))) }
        position = start
        throw failure("'id in (…)' or 'id = …' for the point's id; a field named id is written \"id\"")
    }

    private mutating func pointIDs() throws -> [PointID] {
        try list { try $0.pointID() }
    }

    private mutating func pointID() throws -> PointID {
        skipSpace()
        let start = position
        switch try literal() {
        case .value(.int(let value)) where value >= 0: return .number(UInt64(value))
        case .number(.uint(let value)): return .number(value)
        case .value(.string(let text)): if let id = PointID(uuid: text) { return id }
        default: break
        }
        position = start
        throw failure("an unsigned integer or a UUID in quotes")
    }
}
