public import Kindred

extension Advice {
    /// The advice as one JSON object.
    public var json: JSONObject {
        [
            "vectors": .string(path), "n": .init(count), "dimension": .init(dimension), "sampled": .init(sampled),
            "intrinsic_dimension": .figure(intrinsicDimension, 3), "norms": .object(norms.json),
            "anisotropy": ["mean_cosine": .figure(meanCosine, 6), "mean_cosine_centred": .figure(meanCosineCentred, 6)], "axis_correlation": .figure(axisCorrelation, 4),
            "dot_cosine_overlap": .figure(productOverlap, 4),
            "hubness": ["k": .init(Hubness.k), "skewness": .figure(hubness.skewness, 4), "most": .init(hubness.most), "antihubs": .figure(hubness.antihubs, 5)],
            "duplicates": ["exact": .init(exactDuplicates), "near": .init(nearDuplicates)],
            "measures": .array(recommendations.map { ["purpose": .string($0.purpose), "measure": .string($0.measure), "here": .string($0.here), "experiment": .string($0.experiment)] }),
            "index": ["index": .string(index.name), "reason": .string(index.reason), "experiment": .string(index.evidence)],
        ]
    }

    /// What the vectors are like, as a table.
    public var properties: ReportTable {
        var table = ReportTable(["property", "value", "which means"])
        let whole = sampled == count ? "" : " (of \(ReportNumber.fixed(Double(sampled), 0)) sampled)"
        table.add(["vectors", ReportNumber.fixed(Double(count), 0), "of \(dimension) components"])
        table.add([
            "intrinsic dimension", intrinsicDimension.map { ReportNumber.fixed($0, 1) } ?? "–",
            "dimensions filled around a vector, by its \(min(IntrinsicDimension.neighbors, sampled - 1)) nearest\(whole)",
        ])
        table.add([
            "norm", ReportNumber.short(norms.mean),
            "from \(ReportNumber.short(norms.least)) to \(ReportNumber.short(norms.most)), varying by \(ReportNumber.fixed(norms.spread * 100, 1)) %; \(norms.zeros) are zero",
        ])
        table.add(["mean cosine", ReportNumber.fixed(meanCosine, 3), "of two vectors; \(ReportNumber.fixed(meanCosineCentred, 3)) after centring; 0 when directions are spread evenly"])
        table.add(["dot and cosine", ReportNumber.fixed(productOverlap, 3), "of the \(Hubness.k) nearest are the same"])
        table.add(["axis correlation", ReportNumber.fixed(axisCorrelation, 3), "root mean square over pairs of axes"])
        table.add([
            "hubness", ReportNumber.fixed(hubness.skewness, 2),
            "skewness of N_\(Hubness.k); one vector is neighbour of \(hubness.most), \(ReportNumber.fixed(hubness.antihubs * 100, 1)) % are nobody's\(whole)",
        ])
        table.add(["exact duplicates", ReportNumber.fixed(Double(exactDuplicates), 0), "equal an earlier vector"])
        table.add(["near duplicates", ReportNumber.fixed(Double(nearDuplicates), 0), "have another within a twentieth of the typical distance\(whole)"])
        return table
    }
}

extension Advice.Norms {
    var json: JSONObject {
        ["least": .figure(least, 6), "mean": .figure(mean, 6), "most": .figure(most, 6), "spread": .figure(spread, 6), "zeros": .init(zeros)]
    }
}
