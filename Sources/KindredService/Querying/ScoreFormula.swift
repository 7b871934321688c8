public import Kindred

/// A score calculated from prefetched scores, payload values and conditions.
public struct ScoreFormula: Sendable {
    /// The expression.
    public var expression: ScoreExpression
    /// Values of variables (`$score[1]`, `price`) that a point does not have.
    public var defaults: [String: JSONValue]

    /// A formula.
    public init(_ expression: ScoreExpression, defaults: [String: JSONValue] = [:]) {
        self.expression = expression
        self.defaults = defaults
    }
}

/// An expression over a point.
public indirect enum ScoreExpression: Sendable {
    /// A number.
    case constant(Double)
    /// `$score`, `$score[i]` or a path of the payload.
    case variable(String)
    /// 1 where the condition holds, else 0.
    case condition(Filter.Condition)
    /// The product, which stops at a factor 0.
    case product([ScoreExpression])
    /// The sum.
    case sum([ScoreExpression])
    /// The negative.
    case negative(ScoreExpression)
    /// The absolute value.
    case absolute(ScoreExpression)
    /// A quotient, and its value when the divisor is 0.
    case quotient(ScoreExpression, ScoreExpression, byZero: Double?)
    /// The square root.
    case squareRoot(ScoreExpression)
    /// A power.
    case power(ScoreExpression, ScoreExpression)
    /// e to a power.
    case exponential(ScoreExpression)
    /// The logarithm to base 10.
    case logarithm10(ScoreExpression)
    /// The natural logarithm.
    case logarithm(ScoreExpression)
    /// Metres on the great circle between a place and the place at a path.
    case geoDistance(GeoPoint, to: PayloadPath)
    /// A date, in seconds since 1970.
    case date(Timestamp)
    /// The date at a path, in seconds since 1970.
    case dateKey(PayloadPath)
    /// 1 at the target, less away from it: `midpoint` at a distance of `scale`.
    case decay(Decay, ScoreExpression, target: ScoreExpression?, scale: Double, midpoint: Double)

    /// The shapes of a decay.
    public enum Decay: Sendable {
        /// max(0, 1 − (1 − midpoint) |x − target| / scale).
        case linear
        /// midpoint^(|x − target| / scale).
        case exponential
        /// midpoint^((x − target)² / scale²).
        case gaussian
    }
}
