import KindredMath
import KindredSimilarity
import Testing

@Suite struct PerDimensionTests {
    /// Vectors whose first `low` of n scores under exp are e⁻¹ < ½ and whose others are 1.
    private func pair(low: Int, of n: Int) -> (a: [Double], b: [Double]) {
        ([Double](repeating: 0, count: n), (0..<n).map { $0 < low ? 1 : 0 })
    }

    private func value(_ text: String, low: Int, of n: Int) throws -> Double {
        let (a, b) = pair(low: low, of: n)
        return try Measure(parsing: "per-dimension:exp:\(text)").value(a, b)
    }

    private let e = 0.36787944117144233  // e⁻¹

    @Test func thresholdRefusesAtSeventyPercent() throws {
        #expect(try value("threshold", low: 7, of: 10) == 0)
        #expect(try abs(value("threshold", low: 6, of: 10) - (6 * e + 4) / 10) < 1e-12)
        #expect(try value("threshold", low: 14, of: 20) == 0)
        #expect(try value("threshold:share=0.5", low: 5, of: 10) == 0)
        #expect(try value("threshold:tau=0.3", low: 10, of: 10) > 0)
    }

    @Test func tiersOfFourDimensions() throws {
        for (low, tier) in [(0, 2.0), (1, 1), (2, 1), (3, 0), (4, 0)] {
            let mean = (Double(low) * e + Double(4 - low)) / 4
            #expect(try abs(value("tiers", low: low, of: 4) - tier - mean) < 1e-12)
            #expect(try abs(value("tiers:counts=2", low: low, of: 4) - tier - mean) < 1e-12)
        }
        #expect(try value("tiers", low: 4, of: 8) > 1 && value("tiers:counts=2", low: 4, of: 8) < 1)
        #expect(try value("tiers:critical=3", low: 3, of: 4) > 2)
    }

    @Test func trimmedDropsATenth() throws {
        #expect(try abs(value("trimmed", low: 1, of: 9) - (e + 8) / 9) < 1e-12)  // n < 10 drops none
        #expect(try value("trimmed", low: 1, of: 10) == 1)
        #expect(try value("trimmed", low: 409, of: 4096) == 1)  // 409 dropped, 3687 kept
        #expect(try abs(value("trimmed", low: 410, of: 4096) - (e + 3686) / 3687) < 1e-12)
        #expect(try abs(value("trimmed:trim=top", low: 5, of: 10) - (5 * e + 4) / 9) < 1e-12)
        #expect(try abs(value("trimmed:trim=both", low: 5, of: 10) - (4 * e + 4) / 8) < 1e-12)
    }

    @Test func rangesClampAndKnowDimensionsOfNoWidth() throws {
        let rows: [Float] = [0, 5, 10, 5]  // dimension 0 spans 0...10, dimension 1 has no width
        let measure = try Measure(parsing: "per-dimension:range").fitted(to: rows.span, dimension: 2)
        #expect(measure.explain([0, 5], [4, 5]).terms == [0.6, 1])
        #expect(measure.explain([0, 5], [40, 6]).terms == [0, 0])
        #expect(measure.explain([-3, 5], [0, 5]).terms == [0.7, 1])
    }

    @Test func fittedScaleIsTheMeanAbsoluteDeviation() throws {
        let rows: [Float] = [0, 2, 4, 10]  // mean 4, deviations 4, 2, 0, 6
        let measure = try Measure(parsing: "per-dimension:exp:scale=fit").fitted(to: rows.span, dimension: 1)
        #expect(abs(measure.value([0], [3]) - e) < 1e-12)
        #expect(try abs(Measure(parsing: "per-dimension:exp:3").value([0], [3]) - e) < 1e-12)
    }

    @Test func weightsAskForTheirDimension() throws {
        let measure = try Measure(parsing: "per-dimension:exp:weighted:weights=1,2,1")
        let error = #expect(throws: MeasureError.self) { try measure.check(dimension: 4) }
        #expect(error?.code == .dimensionMismatch)
        try measure.check(dimension: 3)
    }

    @Test func criticalDimensionsMustExist() throws {
        let measure = try Measure(parsing: "per-dimension:exp:tiers:critical=0,5")
        let error = #expect(throws: MeasureError.self) { try measure.check(dimension: 5) }
        #expect(error?.message == "per-dimension:exp:tiers:critical=0,5 looks at dimension 5, the vectors have 5")
        try measure.check(dimension: 6)
    }
}
