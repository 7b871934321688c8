#if Server
import KindredService

extension JSONWriter {
    mutating func id(_ id: PointID) {
        switch id {
        case .number(let number): int(number)
        case .uuid: string(id.description)
        }
    }

    /// A point as answers of queries have it.
    mutating func scored(_ point: PointRecord) {
        raw("{\"id\":")
        id(point.id)
        raw(",\"version\":")
        int(point.version)
        raw(",\"score\":")
        float(point.score)
        contents(point)
    }

    /// A point as it is read, without a score.
    mutating func record(_ point: PointRecord) {
        raw("{\"id\":")
        id(point.id)
        contents(point)
    }

    private mutating func contents(_ point: PointRecord) {
        if let payload = point.payload {
            raw(",\"payload\":")
            object(payload)
        }
        if let vectors = point.vectors {
            raw(",\"vector\":")
            self.vectors(vectors)
        }
        switch point.orderValue {
        case .int(let value)?:
            raw(",\"order_value\":")
            int(value)
        case .double(let value)?:
            raw(",\"order_value\":")
            double(value)
        case nil: break
        }
        raw("}")
    }

    /// The unnamed vector by itself, named ones as an object in the order of their names.
    mutating func vectors(_ vectors: [String: VectorValue]) {
        if vectors.count == 1, let only = vectors[""] { return vector(only) }
        raw("{")
        for (place, name) in vectors.keys.sorted().enumerated() {
            if place > 0 { raw(",") }
            string(name)
            raw(":")
            if let value = vectors[name] { vector(value) }
        }
        raw("}")
    }

    mutating func vector(_ vector: VectorValue) {
        switch vector {
        case .dense(let components): floats(components)
        case .multi(let rows): list(rows) { $0.floats($1) }
        case .sparse(let sparse):
            raw("{\"indices\":")
            list(sparse.indices) { $0.int($1) }
            raw(",\"values\":")
            floats(sparse.values)
            raw("}")
        }
    }

    /// Answers of a query, under `points`.
    mutating func queryResult(_ points: [PointRecord]) {
        raw("{\"points\":")
        list(points) { $0.scored($1) }
        raw("}")
    }

    mutating func groups(_ groups: [PointsGroup]) {
        raw("{\"groups\":")
        list(groups) { writer, group in
            writer.raw("{\"hits\":")
            writer.list(group.hits) { $0.scored($1) }
            writer.raw(",\"id\":")
            writer.json(group.id)
            if let lookup = group.lookup {
                writer.raw(",\"lookup\":")
                writer.record(lookup)
            }
            writer.raw("}")
        }
        raw("}")
    }

    mutating func scrollResult(_ points: [PointRecord], next: PointID?) {
        raw("{\"points\":")
        list(points) { $0.record($1) }
        raw(",\"next_page_offset\":")
        if let next { id(next) } else { raw("null") }
        raw("}")
    }

    mutating func facet(_ hits: [FacetHit]) {
        raw("{\"hits\":")
        list(hits) { writer, hit in
            writer.raw("{\"value\":")
            writer.json(hit.value)
            writer.raw(",\"count\":")
            writer.int(hit.count)
            writer.raw("}")
        }
        raw("}")
    }

    mutating func pairs(_ matrix: DistanceMatrix) {
        raw("{\"pairs\":")
        list(matrix.cells) { writer, cell in
            writer.raw("{\"a\":")
            writer.id(matrix.ids[cell.row])
            writer.raw(",\"b\":")
            writer.id(matrix.ids[cell.place])
            writer.raw(",\"score\":")
            writer.float(cell.score)
            writer.raw("}")
        }
        raw("}")
    }

    mutating func offsets(_ matrix: DistanceMatrix) {
        let cells = matrix.cells
        raw("{\"offsets_row\":")
        list(cells) { $0.int($1.row) }
        raw(",\"offsets_col\":")
        list(cells) { $0.int($1.place) }
        raw(",\"scores\":")
        list(cells) { $0.float($1.score) }
        raw(",\"ids\":")
        list(matrix.ids) { $0.id($1) }
        raw("}")
    }

    /// The receipt of a change.
    mutating func updateResult(_ number: UInt64, waited: Bool) {
        raw("{\"operation_id\":")
        int(number)
        raw(waited ? ",\"status\":\"completed\"}" : ",\"status\":\"acknowledged\"}")
    }
}

extension DistanceMatrix {
    /// The cells that are filled, row by row.
    fileprivate var cells: [(row: Int, place: Int, score: Float)] {
        rows.enumerated().flatMap { row, cells in cells.map { (row, $0.place, $0.score) } }
    }
}
#endif
