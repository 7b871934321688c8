/// A filter as a formula of and, or and not: the shape that people read and write, and in which two ways of nesting the
/// same lists become one.
indirect enum FilterExpression: Hashable, Sendable {
    case everything
    case leaf(Filter.Condition)
    case all([FilterExpression])
    case some([FilterExpression])
    case not(FilterExpression)
    case atLeast(Int, [FilterExpression])

    /// The formula of a filter, flattened.
    init(_ filter: Filter) {
        var parts = filter.must.map(FilterExpression.init)
        if !filter.should.isEmpty { parts.append(.some(filter.should.map(FilterExpression.init))) }
        parts += filter.mustNot.map { .not(FilterExpression($0)) }
        if let minShould = filter.minShould, !minShould.conditions.isEmpty {
            parts.append(.atLeast(minShould.count, minShould.conditions.map(FilterExpression.init)))
        }
        self = FilterExpression.all(parts).flattened
    }

    private init(_ condition: Filter.Condition) {
        switch condition {
        case .filter(let filter): self.init(filter)
        case .nested(let path, let filter): self = .leaf(.nested(path, filter.normalized))
        default: self = .leaf(condition)
        }
    }

    /// The formula with lists of one element and lists in lists of the same kind resolved.
    var flattened: FilterExpression {
        switch self {
        case .all(let parts):
            let flat = parts.flatMap { part -> [FilterExpression] in
                switch part.flattened {
                case .all(let inner): inner
                case .everything: []
                case let other: [other]
                }
            }
            return flat.isEmpty ? .everything : flat.count == 1 ? flat[0] : .all(flat)
        case .some(let parts):
            let flat = parts.flatMap { part -> [FilterExpression] in
                if case .some(let inner) = part.flattened { inner } else { [part.flattened] }
            }
            return flat.contains(.everything) ? .everything : flat.count == 1 ? flat[0] : .some(flat)
        case .not(let part): return .not(part.flattened)
        case .atLeast(let count, let parts): return .atLeast(count, parts.map(\.flattened))
        case .everything, .leaf: return self
        }
    }

    /// The filter of the formula.
    var filter: Filter {
        switch flattened {
        case .everything: return Filter()
        case .leaf(let condition): return Filter(condition)
        case .some(let parts): return Filter(should: parts.map(\.condition))
        case .not(let part): return Filter(mustNot: [part.condition])
        case .atLeast(let count, let parts): return Filter(minShould: .init(count, of: parts.map(\.condition)))
        case .all(let parts):
            var filter = Filter()
            for part in parts {
                if case .not(let inner) = part { filter.mustNot.append(inner.condition) } else { filter.must.append(part.condition) }
            }
            return filter
        }
    }

    private var condition: Filter.Condition {
        if case .leaf(let condition) = self { condition } else { .filter(filter) }
    }
}

extension Filter {
    /// The filter in the one shape that `init(parsing:)` makes of its text: it matches the same points.
    public var normalized: Filter { FilterExpression(self).filter }
}
