/// What "alike" means: a small value that scores two vectors.
///
///     let measure = try Measure(parsing: "cosine")
///     measure.value([1, 2, 3], [2, 0, 1])   // 0.5976143046671968
///     measure.kind                          // .similarity: larger is nearer
///     try Measure(parsing: "minkowski:3").value([1, 2, 3], [2, 0, 1])   // 2.571281590658235
///
/// A measure is not a loop. It is three steps, and an index needs to know only the second:
/// a *preparation* applied once to a stored vector and once to a query, a *reduction* of two prepared vectors that a kernel
/// computes, and a *finish*, a closed form of the reduction and of the two prepared norms. A measure may be written as such
/// a triple in several ways (`forms`): cosine is a dot product finished with norms, or a squared distance of unit vectors.
///
/// The canonical text (`description`) names a measure completely unless it was fitted to data (Mahalanobis,
/// per-dimension ranges) or trained (learned); `Codable` keeps those weights too, so a collection stores its measure as it is.
///
/// No value of a measure is NaN as long as all components are finite and it is fitted. What a measure answers for a zero
/// vector is said in its own file.
///
/// ## Topics
/// - making: `init(parsing:)`, `fitted(to:dimension:seed:)`, `init(parsing:weights:)`, `mahalanobis(_:)`
/// - axioms: `kind`, `range`, `isSymmetric`, `isMetric`, `selfIsBest`
/// - scoring: `value(_:_:)`, `similarity(ofValue:)`, `explain(_:_:)`, `values(queries:rows:dimension:)`
/// - serving: `form`, `forms`, `normalizedEquivalent`, `candidateMeasure`, `service(by:)`, `check(dimension:)`, `validate(_:)`
public struct Measure: Sendable {
    let formula: any Formula

    init(_ formula: any Formula) {
        self.formula = formula
    }

    /// The measure's name without options: "minkowski" of "minkowski:3".
    public var name: String { type(of: formula).name }

    /// Whether smaller or larger values are nearer.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// Smaller is nearer.
        case distance
        /// Larger is nearer.
        case similarity
    }

    /// Whether smaller (`distance`) or larger (`similarity`) values are nearer.
    public var kind: Kind { formula.properties.kind }

    /// The values the measure can take; an infinite bound says there is none.
    public var range: ClosedRange<Double> { formula.properties.range }

    /// Whether `value(a, b) == value(b, a)` for all a, b.
    public var isSymmetric: Bool { formula.properties.isSymmetric }

    /// Whether the value is a distance that obeys the triangle inequality (on the domain its file names).
    public var isMetric: Bool { formula.properties.isMetric }

    /// Whether no vector is nearer to *x* than *x* itself. Not so for the dot product and its relatives, which a longer vector wins.
    public var selfIsBest: Bool { formula.properties.selfIsBest }

    /// One sentence: the formula and its source.
    public var summary: String { formula.summary }
}

extension Measure: Hashable {
    public static func == (a: Measure, b: Measure) -> Bool {
        AnyHashable(a.formula) == AnyHashable(b.formula)
    }

    public func hash(into hasher: inout Hasher) {
        AnyHashable(formula).hash(into: &hasher)
    }
}

extension Measure: CustomStringConvertible {
    /// The canonical text: `Measure(parsing:)` reads it back, without fitted weights.
    public var description: String {
        let options = formula.options
        return options.isEmpty ? name : "\(name):\(options)"
    }
}

extension Measure.Kind {
    /// Whether `a` is strictly nearer than `b`.
    public func isNearer(_ a: Float, than b: Float) -> Bool {
        self == .distance ? a < b : a > b
    }

    /// The value as a cost: smaller is nearer whatever the kind, so that one heap serves all measures.
    public func cost(ofValue value: Float) -> Float {
        self == .distance ? value : -value
    }

    /// The value whose cost this is; the inverse of `cost(ofValue:)`.
    public func value(ofCost cost: Float) -> Float {
        self == .distance ? cost : -cost
    }

    /// The farthest possible value: +∞ for distances, −∞ for similarities.
    public var farthest: Float { self == .distance ? .infinity : -.infinity }
}
