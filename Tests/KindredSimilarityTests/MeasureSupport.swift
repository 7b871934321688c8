import KindredMath
import KindredSimilarity

/// The Float32 value of two vectors.
func narrowed(_ measure: Measure, _ a: [Double], _ b: [Double]) -> Double {
    let a = a.map { Float($0) }, b = b.map { Float($0) }
    return Double(measure.value(a.span, b.span))
}
