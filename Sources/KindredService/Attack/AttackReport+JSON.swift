public import Kindred
import KindredLearning

extension AttackReport {
    /// One object: accuracies `clean`, `fgsm`, `pgd`, DeepFool's medians, `curve`, `per_class`, `certified`, `hubs`, `examples`, and `before` of
    /// the measure that it was set beside.
    public var json: JSONObject {
        var object: JSONObject = ["collection": .string(collection), "points": .init(points), "answering": .init(answering), "classes": .init(classes.count), "unlabelled": .init(unlabelled)]
        for (key, value) in json(study) { object[key] = value }
        object["examples"] = .array(fallen(5).map { .object(example($0)) })
        if let before { object["before"] = .object(json(before)) }
        object["seconds"] = .finite((seconds * 1e3).rounded() / 1e3)
        return object
    }

    private func json(_ study: Study) -> JSONObject {
        let figures = study.figures, settings = figures.settings
        var object: JSONObject = [
            "measure": .string(study.measure), "version": study.version.map { .init($0) } ?? .null, "gradients": .string(study.isExact ? "exact" : "differences"),
            "attacked": .init(figures.rows.count), "epsilon": .double(settings.epsilon), "norm": .string(settings.norm.rawValue), "steps": .init(settings.steps),
            "box": [.double(study.box.low), .double(study.box.high)],
        ]
        object["clean"] = .double(figures.clean)
        object["fgsm"] = .double(figures.fgsm)
        object["pgd"] = .double(figures.pgd)
        if let target = settings.target {
            object["target"] = .string(name(target))
            object["reached"] = .optional(figures.reached)
        }
        object["deepfool_median_l2"] = .optional(figures.medianLength)
        object["deepfool_median_linf"] = .optional(figures.medianMaximum)
        object["deepfool_rho"] = .optional(figures.relativeLength)
        object["curve"] = .array(figures.curve.map { ["epsilon": .double($0.epsilon), "fgsm": .double($0.fgsm), "pgd": .double($0.pgd)] })
        object["per_class"] = .array(figures.classes.map { .object(json($0)) })
        object["certified"] = .object(certified(figures))
        object["hub_skewness"] = .finite(study.hubs.skewness)
        object["hubs"] = .array(
            study.hubs.hubs.map { hub in
                ["id": ids[hub.row].json, "class": .string(name(label(hub.row))), "lists": .init(hub.lists), "expected": .finite(study.hubs.expected), "wrong": .finite(hub.wrong)]
            })
        return object
    }

    private func json(_ figures: RobustnessFigures.ClassFigures) -> JSONObject {
        [
            "class": .string(name(figures.label)), "points": .init(figures.rows), "clean": .double(figures.clean), "pgd": .double(figures.pgd),
            "mistaken_for": figures.mistakenFor.map { .string(name($0)) } ?? .null, "deepfool_median_l2": .optional(figures.smallestLength),
        ]
    }

    private func certified(_ figures: RobustnessFigures) -> JSONObject {
        let found = figures.certificates
        return [
            "points": .init(found.count), "noise": .finite(figures.settings.noise ?? 2.5 * figures.settings.epsilon), "draws": .init(figures.settings.draws), "confidence": 0.999,
            "right": found.isEmpty ? .null : .double(Double(found.count { $0.isRight }) / Double(found.count)), "median_radius": .optional(figures.medianRadius),
            "radii": .array(found.map { ["id": ids[$0.row].json, "answer": .string(name($0.answer)), "right": .bool($0.isRight), "radius": .finite($0.radius)] }),
        ]
    }

    private func example(_ row: AttackedRow) -> JSONObject {
        [
            "id": ids[row.row].json, "class": .string(name(row.label)), "answer": .string(name(row.step(study.figures.settings.epsilon).pgd)),
            "deepfool_l2": .optional(row.smallestLength), "before": .array((study.rows[row.row] ?? []).map { .double(Double($0)) }),
            "after": .array(row.changed.map { .double(Double($0)) }),
        ]
    }
}

extension JSONValue {
    /// A number that may be missing.
    fileprivate static func optional(_ value: Double?) -> JSONValue { value.map { .finite($0) } ?? .null }
}
