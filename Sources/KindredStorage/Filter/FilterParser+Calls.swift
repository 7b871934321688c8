extension FilterParser {
    /// The condition that a word followed by a parenthesis stands for; nil when it is no such word.
    mutating func call(_ word: String) throws -> FilterExpression? {
        guard Self.calls.contains(word), isCall(word) else { return nil }
        _ = takeWord(word)
        try expect("(")
        let result = try arguments(of: word)
        guard take(")") else { throw failure("')'") }
        return word == "count" ? try count(of: result) : result
    }

    private static let calls: Set<String> = [
        "within", "box", "polygon", "count", "range", "dates", "nested", "has_vector", "at_least", "slice",
    ]

    private mutating func isCall(_ word: String) -> Bool {
        let start = position
        defer { position = start }
        return takeWord(word) && take("(")
    }

    private mutating func arguments(of word: String) throws -> FilterExpression {
        switch word {
        case "has_vector": return .leaf(.hasVector(try text()))
        case "at_least": return try atLeast()
        case "slice":
            let index = try count()
            try expect(",")
            return .leaf(.slice(total: try count(), index: index))
        default: break
        }
        let path = try path()
        switch word {
        case "within":
            let numbers = try doubles(3, "latitude, longitude and metres")
            let center = GeoPoint(latitude: numbers[0], longitude: numbers[1])
            return .leaf(.field(path, .geoRadius(center: center, radius: numbers[2])))
        case "box":
            let numbers = try doubles(4, "top, left, bottom and right")
            return .leaf(.field(path, .geoBox(.init(top: numbers[0], left: numbers[1], bottom: numbers[2], right: numbers[3]))))
        case "polygon": return .leaf(.field(path, .geoPolygon(try polygon())))
        case "range": return .leaf(.field(path, .range(try bounds { try $0.number() })))
        case "dates": return .leaf(.field(path, .dateRange(try bounds { try $0.timestamp() })))
        case "nested":
            try expect(",")
            return .leaf(.nested(path, try or().filter))
        default: return .leaf(.field(path, .valuesCount(try bounds { try $0.count() })))
        }
    }

    private mutating func atLeast() throws -> FilterExpression {
        let count = try count()
        var parts: [FilterExpression] = []
        while take(",") { parts.append(try or()) }
        guard !parts.isEmpty else { throw failure("',' and conditions") }
        return .atLeast(Int(clamping: count), parts)
    }

    private mutating func doubles(_ number: Int, _ names: String) throws -> [Double] {
        var found: [Double] = []
        while found.count < number {
            guard take(",") else { throw failure("',' and \(names)") }
            found.append(try double())
        }
        return found
    }

    private mutating func polygon() throws -> GeoPolygon {
        var rings: [[GeoPoint]] = []
        while take(",") { rings.append(try ring()) }
        guard let exterior = rings.first else { throw failure("',' and a ring '[lat, lon, lat, lon, …]'") }
        return GeoPolygon(exterior: exterior, interiors: Array(rings.dropFirst()))
    }

    private mutating func ring() throws -> [GeoPoint] {
        try expect("[")
        var points: [GeoPoint] = []
        repeat {
            let latitude = try double()
            try expect(",")
            points.append(GeoPoint(latitude: latitude, longitude: try double()))
        } while take(",")
        guard take("]") else { throw failure("',' or ']'") }
        return points
    }

    /// `, gt: 1, lte: 5`, in any number and order.
    private mutating func bounds<B>(_ read: (inout FilterParser) throws -> B) throws -> Bounds<B> {
        var bounds = Bounds<B>()
        while take(",") {
            guard let name = peekWord(), ["gt", "gte", "lt", "lte"].contains(name) else { throw failure("gt, gte, lt or lte") }
            _ = takeWord(name)
            try expect(":")
            let bound = try read(&self)
            switch name {
            case "gt": bounds.gt = bound
            case "gte": bounds.gte = bound
            case "lt": bounds.lt = bound
            default: bounds.lte = bound
            }
        }
        return bounds
    }

    private mutating func timestamp() throws -> Timestamp {
        skipSpace()
        let start = position
        guard let moment = Timestamp(try text()) else {
            position = start
            throw failure("a date such as \"2024-06-15\"")
        }
        return moment
    }

    /// The comparison after `count(field)`; `count(field, gt: …)` has its bounds already.
    private mutating func count(of call: FilterExpression) throws -> FilterExpression {
        guard case .leaf(.field(let path, .valuesCount(let given))) = call, given == CountRange() else { return call }
        func leaf(_ range: CountRange) -> FilterExpression { .leaf(.field(path, .valuesCount(range))) }
        if take("!=") || take("<>") { return .not(leaf(.init(equalTo: try count()))) }
        if take("==") || take("=") { return leaf(.init(equalTo: try count())) }
        if take("<=") { return leaf(.init(lte: try count())) }
        if take("<") { return leaf(.init(lt: try count())) }
        if take(">=") { return leaf(.init(gte: try count())) }
        if take(">") { return leaf(.init(gt: try count())) }
        guard takeWord("between") else { return call }
        let lower = try count()
        guard takeWord("and") else { throw failure("'and'") }
        return leaf(.init(gte: lower, lte: try count()))
    }
}
