/// Why a measure could not be made, fitted, or used: a code to match on and a sentence with the values.
public struct MeasureError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as something to switch on; more may come.
    public struct Code: Sendable, Hashable {
        private enum Value {
            case unknownMeasure, invalidOption, dimensionMismatch, notFitted, singularCovariance, tooFewRows, invalidWeights
            case outsideBall, notFinite
        }
        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// No measure has this name.
        public static let unknownMeasure = Code(.unknownMeasure)
        /// An option is unknown, missing or out of its range.
        public static let invalidOption = Code(.invalidOption)
        /// Two vectors, or a vector and the weights, differ in dimension.
        public static let dimensionMismatch = Code(.dimensionMismatch)
        /// The measure needs `fitted(to:dimension:seed:)` or weights before it can score.
        public static let notFitted = Code(.notFitted)
        /// The covariance has no Cholesky factor: give more rows or more shrinkage.
        public static let singularCovariance = Code(.singularCovariance)
        /// Fewer rows than the fit needs.
        public static let tooFewRows = Code(.tooFewRows)
        /// Weights of the wrong shape or kind.
        public static let invalidWeights = Code(.invalidWeights)
        /// A vector of norm ≥ 1 under a strict Poincaré measure.
        public static let outsideBall = Code(.outsideBall)
        /// A component is NaN or infinite.
        public static let notFinite = Code(.notFinite)
    }

    /// What went wrong.
    public let code: Code
    /// One line with both values.
    public let message: String

    /// An error of a code, with a message of one line.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
