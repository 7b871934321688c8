import RoaringBitmaps

extension SegmentCheck {
    /// The points one of whose vectors in SQLite is not what its commit wrote, or is gone.
    func damagedVariableVectors() throws(StorageError) -> [DamagedPoint] {
        let names = configuration.variableNames
        guard !names.isEmpty else { return [] }
        var damaged: [DamagedPoint] = []
        var slots = view.segment.isSealed ? view.liveBitmap.makeIterator() : nil
        var point: (pid: Int64, id: PointID, slot: Int, missing: Set<String>)?
        func conclude() {
            guard let point else { return }
            for name in point.missing.sorted() {
                damaged.append(DamagedPoint(pid: point.pid, id: point.id, message: "\(CollectionConfiguration.label(name)) of point \(point.id) is missing"))
            }
        }
        try store.forEachPointWithVariableVectors(pids: view.segment.first...max(view.segment.first, view.last)) { row in
            if point?.pid != row.pid {
                conclude()
                // Live rows of a sealed segment lie in the order of their pids.
                let slot = slots == nil ? Int(row.pid - view.segment.first) : slots?.next().map(Int.init)
                point = slot.map { slot in (row.pid, row.id, slot, Set(names.filter { !(view.absent[$0]?.contains(UInt32(slot)) ?? false) })) }
            }
            guard let name = row.name, let bytes = row.bytes, configuration.isVariable(name), point?.missing.remove(name) != nil else { return }
            let value = VariableVectorBytes.decode(bytes, name: name, pid: row.pid)
            guard let value, configuration.accepts(value, as: name) else {
                damaged.append(DamagedPoint(pid: row.pid, id: row.id, message: "\(CollectionConfiguration.label(name)) of point \(row.id) is damaged"))
                return
            }
        }
        conclude()
        return damaged
    }
}

extension CollectionConfiguration {
    /// Whether a vector has the form and the dimension that its name asks for.
    fileprivate func accepts(_ value: VectorValue, as name: String) -> Bool {
        switch value {
        case .dense: false
        case .sparse: sparseVectors[name] != nil
        case .multi(let rows): vectors[name].map { vector in vector.isMultivector && rows.allSatisfy { $0.count == vector.dimension } } ?? false
        }
    }
}
