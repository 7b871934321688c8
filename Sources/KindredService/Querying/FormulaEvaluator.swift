import Foundation
import Kindred

/// Calculates a formula's value for one point after another.
struct FormulaEvaluator {
    private let root: Node
    private let scores: [[PointID: Float]]
    private let defaults: [String: JSONValue]
    /// Whether a condition asks which vectors a point has.
    let asksForVectors: Bool

    /// An expression with its paths read and its conditions prepared.
    private indirect enum Node {
        case constant(Double)
        case score(Int, name: String)
        case payload(PayloadPath, name: String)
        case condition(FilterEvaluator)
        case product([Node])
        case sum([Node])
        case unary(Unary, Node)
        case quotient(Node, Node, byZero: Double?)
        case power(Node, Node)
        case geoDistance(GeoPoint, PayloadPath)
        case dateKey(PayloadPath)
        case decay(ScoreExpression.Decay, Node, target: Node?, scale: Double, midpoint: Double)
    }

    private enum Unary { case negative, absolute, squareRoot, exponential, logarithm10, logarithm }

    init(_ formula: ScoreFormula, scores: [[PointID: Float]], schema: [PayloadPath: PayloadFieldSchema]) throws {
        self.scores = scores
        defaults = formula.defaults
        root = try Self.node(formula.expression, schema, depth: 0)
        asksForVectors = Self.asksForVectors(formula.expression)
    }

    /// The value as the wire API sends it.
    ///
    /// - Throws: `RequestError.badRequest` for a value that is missing, of the wrong kind, or not finite.
    func score(of point: Point) throws -> Float {
        let value = try self.value(root, point)
        let score = Float(value)
        guard score.isFinite else { throw Self.notFinite("\(value) as f32") }
        return score
    }

    private static func notFinite(_ expression: String) -> RequestError {
        RequestError(.badRequest, "The expression \(expression) produced a non-finite number")
    }
}

extension FormulaEvaluator {
    private static func node(_ expression: ScoreExpression, _ schema: [PayloadPath: PayloadFieldSchema], depth: Int) throws -> Node {
        guard depth < 64 else { throw RequestError(.badRequest, "the formula is nested more than 64 deep") }
        func inner(_ expression: ScoreExpression) throws -> Node { try node(expression, schema, depth: depth + 1) }
        switch expression {
        case .constant(let value): return .constant(value)
        case .variable(let name): return try variable(name)
        case .condition(let condition):
            let filter = Filter(condition)
            do { try filter.validate() } catch { throw RequestError(.badRequest, "\(error)") }
            return .condition(FilterEvaluator(filter, schema: schema))
        case .product(let factors): return .product(try factors.map(inner))
        case .sum(let terms): return .sum(try terms.map(inner))
        case .negative(let x): return .unary(.negative, try inner(x))
        case .absolute(let x): return .unary(.absolute, try inner(x))
        case .squareRoot(let x): return .unary(.squareRoot, try inner(x))
        case .exponential(let x): return .unary(.exponential, try inner(x))
        case .logarithm10(let x): return .unary(.logarithm10, try inner(x))
        case .logarithm(let x): return .unary(.logarithm, try inner(x))
        case .quotient(let left, let right, let byZero): return .quotient(try inner(left), try inner(right), byZero: byZero)
        case .power(let base, let exponent): return .power(try inner(base), try inner(exponent))
        case .geoDistance(let origin, let path): return .geoDistance(origin, path)
        case .date(let moment): return .constant(Double(moment.microseconds) / 1e6)
        case .dateKey(let path): return .dateKey(path)
        case .decay(let shape, let x, let target, let scale, let midpoint):
            guard midpoint > 0, midpoint < 1 else { throw RequestError(.validation, "midpoint: value \(midpoint) invalid, must be between 0.0 and 1.0") }
            guard scale > 0 else { throw RequestError(.validation, "scale: value \(scale) invalid, must be larger than 0.0") }
            return .decay(shape, try inner(x), target: try target.map(inner), scale: scale, midpoint: midpoint)
        }
    }

    /// `$score`, `$score[i]`, or a path of the payload.
    private static func variable(_ name: String) throws -> Node {
        guard name.hasPrefix("$score") else {
            do { return .payload(try PayloadPath(parsing: name), name: name) } catch { throw RequestError(.badRequest, "formula variable \(name): \(error)") }
        }
        let rest = name.dropFirst("$score".count)
        if rest.isEmpty { return .score(0, name: name) }
        let digits = rest.dropFirst().dropLast()
        guard rest.first == "[", rest.last == "]", !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits) else {
            throw RequestError(.badRequest, "Invalid score pattern: \(name)")
        }
        return .score(number, name: name)
    }

    private static func asksForVectors(_ expression: ScoreExpression) -> Bool {
        switch expression {
        case .condition(let condition): Filter(condition).asksForVectors
        case .product(let parts), .sum(let parts): parts.contains(where: asksForVectors)
        case .negative(let x), .absolute(let x), .squareRoot(let x), .exponential(let x), .logarithm10(let x), .logarithm(let x): asksForVectors(x)
        case .quotient(let a, let b, _), .power(let a, let b): asksForVectors(a) || asksForVectors(b)
        case .decay(_, let x, let target, _, _): asksForVectors(x) || target.map(asksForVectors) ?? false
        case .constant, .variable, .geoDistance, .date, .dateKey: false
        }
    }
}

extension FormulaEvaluator {
    private func value(_ node: Node, _ point: Point) throws -> Double {
        switch node {
        case .constant(let value): return value
        case .score(let number, let name): return try score(number, name, point)
        case .payload(let path, let name): return try number(path, name, point)
        case .condition(let condition):
            return condition.matches(point.payload, id: point.id, hasVector: { point.values[$0] != nil }) ? 1 : 0
        case .product(let factors): return try product(factors, point)
        case .sum(let terms): return try terms.reduce(0) { $0 + (try value($1, point)) }
        case .unary(let operation, let x): return try Self.apply(operation, try value(x, point))
        case .quotient(let left, let right, let byZero): return try quotient(left, right, byZero, point)
        case .power(let base, let exponent):
            let base = try value(base, point), exponent = try value(exponent, point)
            return try Self.finite(pow(base, exponent)) { "\(base)^\(exponent)" }
        case .geoDistance(let origin, let path): return try distance(origin, path, point)
        case .dateKey(let path): return try date(path, point)
        case .decay(let shape, let x, let target, let scale, let midpoint):
            let difference = abs(try value(x, point) - (try target.map { try value($0, point) } ?? 0))
            return Self.decayed(shape, difference / scale, midpoint)
        }
    }

    private func product(_ factors: [Node], _ point: Point) throws -> Double {
        var product = 1.0
        for factor in factors {
            let value = try value(factor, point)
            if value == 0 { return 0 }
            product *= value
        }
        return product
    }

    private func quotient(_ left: Node, _ right: Node, _ byZero: Double?, _ point: Point) throws -> Double {
        let left = try value(left, point)
        if left == 0 { return 0 }
        let right = try value(right, point)
        if right == 0, let byZero { return byZero }
        return try Self.finite(left / right) { "\(left)/\(right)" }
    }

    private static func apply(_ operation: Unary, _ x: Double) throws -> Double {
        switch operation {
        case .negative: -x
        case .absolute: abs(x)
        case .squareRoot: try finite(x.squareRoot()) { "√\(x)" }
        case .exponential: try finite(exp(x)) { "exp(\(x))" }
        case .logarithm10: try finite(x > 0 ? log10(x) : .nan) { "log10(\(x))" }
        case .logarithm: try finite(x > 0 ? log(x) : .nan) { "ln(\(x))" }
        }
    }

    /// 1 at no distance and `midpoint` at a distance of 1.
    private static func decayed(_ shape: ScoreExpression.Decay, _ distance: Double, _ midpoint: Double) -> Double {
        switch shape {
        case .linear: max(0, 1 - (1 - midpoint) * distance)
        case .exponential: exp(log(midpoint) * distance)
        case .gaussian: exp(log(midpoint) * distance * distance)
        }
    }

    private static func finite(_ value: Double, _ expression: () -> String) throws -> Double {
        guard value.isFinite else { throw notFinite(expression()) }
        return value
    }

    private func score(_ number: Int, _ name: String, _ point: Point) throws -> Double {
        if number < scores.count, let score = scores[number][point.id] { return Double(score) }
        guard let value = defaults[name] else { return 0 }
        guard let number = value.doubleValue else { throw RequestError(.badRequest, "the default of \(name) is a \(value.kind), not a number") }
        return number
    }

    /// The one value at a path: of the payload, or the default.
    private func single(_ path: PayloadPath, _ name: String, _ point: Point) throws -> JSONValue {
        let found = point.payload.elements(at: path)
        if found.count == 1 { return found[0] }
        if found.isEmpty, let value = defaults[name] { return value.arrayValue.flatMap { $0.count == 1 ? $0[0] : nil } ?? value }
        guard !found.isEmpty else { throw RequestError(.badRequest, "No value found for \(name) in the payload nor the formula defaults") }
        return .array(found)
    }

    private func number(_ path: PayloadPath, _ name: String, _ point: Point) throws -> Double {
        let value = try single(path, name, point)
        guard let number = value.doubleValue else {
            throw RequestError(.badRequest, "Expected number value for \(name) in the payload and/or in the formula defaults. Error: Value is not a number")
        }
        return number
    }

    private func distance(_ origin: GeoPoint, _ path: PayloadPath, _ point: Point) throws -> Double {
        guard let place = GeoPoint(try single(path, path.description, point)) else {
            throw RequestError(.badRequest, "Expected geo point for \(path) in the payload and/or in the formula defaults.")
        }
        return origin.distance(to: place)
    }

    private func date(_ path: PayloadPath, _ point: Point) throws -> Double {
        guard let moment = (try single(path, path.description, point)).stringValue.flatMap({ Timestamp($0) }) else {
            throw RequestError(.badRequest, "Expected datetime for \(path) in the payload and/or in the formula defaults.")
        }
        return Double(moment.microseconds) / 1e6
    }
}

extension Filter {
    /// Whether a condition asks which vectors a point has.
    fileprivate var asksForVectors: Bool {
        (must + should + mustNot + (minShould?.conditions ?? [])).contains { condition in
            switch condition {
            case .hasVector: true
            case .filter(let filter): filter.asksForVectors
            default: false
            }
        }
    }
}
