extension Measure {
    /// The measure's own way of computing.
    public var form: MeasureForm { formula.form }

    /// Every way of computing it, its own first.
    public var forms: [MeasureForm] { [formula.form] + formula.otherForms }

    /// The form an index may search by its reduction alone, squared Euclidean first where there is one; nil when no kernel
    /// has the measure's order (NDD, log-scaled, hybrid, Poincaré, Minkowski, Jaccard, per-dimension, learned): then
    /// `candidateMeasure` finds candidates and `value(_:_:)` reranks them.
    ///
    /// The dot product is searched as it is, or as distances through `InnerProductAugmentation.form`.
    public var normalizedEquivalent: MeasureForm? {
        form(reducing: .squaredEuclidean) ?? forms.first { $0.order != .withNorms && $0.reduction.kernel != nil }
    }

    /// The form with that reduction whose order is the reduction's own, if the measure has one.
    public func form(reducing reduction: Reduction) -> MeasureForm? {
        forms.first { $0.reduction == reduction && $0.order != .withNorms }
    }

    /// The measure to collect candidates under when `normalizedEquivalent` is nil; it has one itself.
    public var candidateMeasure: Measure? { formula.candidateMeasure }

    /// The reduction of the measure's own form.
    public var reduction: Reduction { form.reduction }

    /// The preparation of the measure's own form.
    public var preparation: Preparation { form.preparation }

    /// The finish of the measure's own form.
    public var finish: Finish { form.finish }

    /// What decides the order in the measure's own form.
    public var order: MeasureForm.Order { form.order }

    /// The dimension of vectors prepared for the measure's own form.
    public func preparedDimension(for dimension: Int) -> Int { preparation.preparedDimension(for: dimension) }

    /// How well that kind of index serves this measure.
    public func service(by index: IndexKind) -> IndexService { formula.service(by: index) }
}
