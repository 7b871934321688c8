#if Server
import Kindred
import KindredService

extension ScoreFormula {
    /// The formula of a message.
    init(_ message: Qdrant_Formula) throws {
        guard message.hasExpression else { throw RequestError.unset("formula.expression") }
        self.init(try ScoreExpression(message.expression), defaults: try message.defaults.mapValues { try JSONValue($0) })
    }
}

extension ScoreExpression {
    /// The expression of a message; the protocol's own limit of a hundred levels bounds the recursion.
    init(_ message: Qdrant_Expression) throws {
        switch message.variant {
        case .constant(let number): self = .constant(Double(number))
        case .variable(let name): self = .variable(name)
        case .condition(let condition): self = .condition(try Filter.Condition(condition))
        case .geoDistance(let distance): self = .geoDistance(GeoPoint(distance.origin), to: try PayloadPath(parsing: distance.to))
        case .datetime(let text): self = .date(try Timestamp(parsing: text, "datetime"))
        case .datetimeKey(let path): self = .dateKey(try PayloadPath(parsing: path))
        case .mult(let product): self = .product(try product.mult.map { try ScoreExpression($0) })
        case .sum(let sum): self = .sum(try sum.sum.map { try ScoreExpression($0) })
        case .div(let quotient): self = try Self.quotient(quotient)
        case .pow(let power): self = .power(try ScoreExpression(power.base), try ScoreExpression(power.exponent))
        case .neg(let inner): self = .negative(try ScoreExpression(inner))
        case .abs(let inner): self = .absolute(try ScoreExpression(inner))
        case .sqrt(let inner): self = .squareRoot(try ScoreExpression(inner))
        case .exp(let inner): self = .exponential(try ScoreExpression(inner))
        case .log10(let inner): self = .logarithm10(try ScoreExpression(inner))
        case .ln(let inner): self = .logarithm(try ScoreExpression(inner))
        case .expDecay(let decay): self = try Self.decay(.exponential, decay)
        case .gaussDecay(let decay): self = try Self.decay(.gaussian, decay)
        case .linDecay(let decay): self = try Self.decay(.linear, decay)
        case nil: throw RequestError.unset("expression")
        }
    }

    private static func quotient(_ message: Qdrant_DivExpression) throws -> ScoreExpression {
        .quotient(try ScoreExpression(message.left), try ScoreExpression(message.right), byZero: message.hasByZeroDefault ? Double(message.byZeroDefault) : nil)
    }

    private static func decay(_ shape: Decay, _ message: Qdrant_DecayParamsExpression) throws -> ScoreExpression {
        .decay(
            shape, try ScoreExpression(message.x), target: message.hasTarget ? try ScoreExpression(message.target) : nil,
            scale: message.hasScale ? Double(message.scale) : 1, midpoint: message.hasMidpoint ? Double(message.midpoint) : 0.5)
    }
}
#endif
