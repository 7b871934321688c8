/// How many points a filter will match: surely no fewer than `minimum`, surely no more than `maximum`.
public struct CardinalityEstimate: Hashable, Sendable {
    /// At least so many.
    public var minimum: Int
    /// About so many, taking conditions to be independent.
    public var expected: Int
    /// At most so many.
    public var maximum: Int

    init(_ minimum: Int, _ expected: Int, _ maximum: Int) {
        self.minimum = max(0, minimum)
        self.maximum = max(self.minimum, maximum)
        self.expected = min(max(expected, self.minimum), self.maximum)
    }
}

extension PayloadIndexSet {
    /// How many live slots will match, without looking at payloads or building bitmaps of the answer.
    ///
    /// Conditions on fields without an index are taken to match half of the slots.
    /// - Complexity: O(log *n*) for each indexed condition; prefixes, bounds on lists and geo conditions cost more.
    public func estimate(_ filter: Filter) -> CardinalityEstimate {
        estimate(FilterEvaluator(filter, schema: schema).root)
    }

    func estimate(_ node: FilterEvaluator.Node) -> CardinalityEstimate {
        let total = live.count
        switch node {
        case .all(let nodes): return conjunction(nodes.map(estimate), total)
        case .some(let nodes): return disjunction(nodes.map(estimate), total)
        case .none(let nodes):
            let hits = disjunction(nodes.map(estimate), total)
            return CardinalityEstimate(total - hits.maximum, total - hits.expected, total - hits.minimum)
        case .atLeast(let count, let nodes):
            let sum = nodes.map { estimate($0).maximum }.reduce(0, +)
            return CardinalityEstimate(0, min(total, sum / max(1, 2 * count)), min(total, sum / max(1, count)))
        case .field(let path, let test):
            guard let field = field(path) else { return unknown(total) }
            return field.estimate(test, live: total, removed: removedCount, unknown: changed.count)
        case .ids(let ids): return CardinalityEstimate(0, min(ids.count, total), min(ids.count, total))
        case .vector: return CardinalityEstimate(0, total, total)
        case .slice(let parts, _): return CardinalityEstimate(0, total / Int(clamping: max(1, parts)), total)
        case .nested(let path, let node): return nested(path, node, total)
        }
    }

    private var removedCount: Int { indexed.count - live.count }

    private func unknown(_ total: Int) -> CardinalityEstimate { CardinalityEstimate(0, total / 2, total) }

    private func nested(_ path: PayloadPath, _ node: FilterEvaluator.Node, _ total: Int) -> CardinalityEstimate {
        let nodes: [FilterEvaluator.Node] = if case .all(let nodes) = node { nodes } else { [node] }
        let known = nodes.compactMap { node -> CardinalityEstimate? in
            guard case .field(let inner, let test) = node, test.needsValue, let field = field(inner.appended(to: path)) else { return nil }
            return field.estimate(test, live: total, removed: removedCount, unknown: changed.count)
        }
        let all = conjunction(known + [unknown(total)], total)
        return CardinalityEstimate(0, all.expected, all.maximum)
    }

    private func conjunction(_ parts: [CardinalityEstimate], _ total: Int) -> CardinalityEstimate {
        guard total > 0 else { return CardinalityEstimate(0, 0, 0) }
        let share = parts.reduce(1) { $0 * Double($1.expected) / Double(total) }
        let missing = parts.reduce(0) { $0 + total - $1.minimum }
        return CardinalityEstimate(total - missing, Int((share * Double(total)).rounded()), parts.map(\.maximum).min() ?? total)
    }

    private func disjunction(_ parts: [CardinalityEstimate], _ total: Int) -> CardinalityEstimate {
        guard total > 0 else { return CardinalityEstimate(0, 0, 0) }
        let rest = parts.reduce(1) { $0 * (1 - Double($1.expected) / Double(total)) }
        let sum = parts.reduce(0) { $0 + $1.maximum }
        return CardinalityEstimate(parts.map(\.minimum).max() ?? 0, Int(((1 - rest) * Double(total)).rounded()), min(total, sum))
    }
}

extension PayloadFieldIndex {
    /// How many slots a condition on the field matches. `live` are there, the index still counts `removed` others, and
    /// `unknown` have another payload now.
    func estimate(_ test: Test, live: Int, removed: Int, unknown: Int) -> CardinalityEstimate {
        let doubt = unknown + irregular.count
        func about(_ count: Int) -> CardinalityEstimate {
            // A slot of several values is counted several times.
            let least = multiple.isEmpty ? count - removed - unknown : 0
            return CardinalityEstimate(least, min(count, live), min(live, count + doubt))
        }
        switch (test, schema) {
        case (.match(.string(let text)), .keyword): return about(strings.count(ByteString(text)))
        case (.any(let values), .keyword): return about(values.compactMap(\.byteString).reduce(0) { $0 + strings.count($1) })
        case (.match(.bool(let bool)), .bool): return about(bools.count(bool))
        case (.match(.int(let integer)), .integer), (.match(.int(let integer)), .float):
            return about(count(.init(equalTo: .int(integer))))
        case (.range(let range), .integer), (.range(let range), .float): return about(count(range))
        case (.dateRange(let range), .datetime):
            return about(
                integers.count(
                    below: { range.isBelow(Timestamp(microseconds: $0)) }, above: { range.isAbove(Timestamp(microseconds: $0)) }))
        case (.text(let query), .text) where query.kind != .any:
            let least = query.tokens.map { strings.count($0) }.min() ?? 0
            return CardinalityEstimate(0, min(live, least), min(live, least + doubt))
        case (.isEmpty, _):
            let missing = live - nonEmpty.count
            return CardinalityEstimate(missing - unknown, missing, live)
        case (.isNull, _): return CardinalityEstimate(0, min(live, nulls.count), min(live, nulls.count + unknown))
        case (.valuesCount, _): return CardinalityEstimate(0, live / 2, live)
        default:
            return CardinalityEstimate(0, min(live, nonEmpty.count) / 2, live)
        }
    }

    private func count(_ range: NumberRange) -> Int {
        schema == .integer
            ? integers.count(below: { range.isBelow(.int($0)) }, above: { range.isAbove(.int($0)) })
            : doubles.count(below: { range.isBelow(.double($0)) }, above: { range.isAbove(.double($0)) })
    }
}
