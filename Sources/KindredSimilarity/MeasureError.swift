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

        public static let unknownMeasure = Code(.unknownMeasure)
        public static let invalidOption = Code(.invalidOption)
        public static let dimensionMismatch = Code(.dimensionMismatch)
        /// The measure needs `fitted(to:dimension:seed:)` or weights before it can score.
        public static let notFitted = Code(.notFitted)
        public static let singularCovariance = Code(.singularCovariance)
        public static let tooFewRows = Code(.tooFewRows)
        public static let invalidWeights = Code(.invalidWeights)
        /// A vector of norm ≥ 1 under a strict Poincaré measure.
        public static let outsideBall = Code(.outsideBall)
        public static let notFinite = Code(.notFinite)
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
