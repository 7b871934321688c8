extension LSHTables {
    /// Whether tables of a file can be searched safely.
    func isSound(_ shape: LSHShape, _ rows: VectorRows) -> Bool {
        let isBits = shape.family == .bits, functions = shape.functionCount, stretch = shape.bucketCount + 1
        guard directions.count(of: Float.self) == (isBits ? functions : functions * rows.dimension),
            offsets.count(of: Float.self) == (isBits ? 0 : functions),
            starts.count(of: UInt32.self) == shape.tables * stretch, slots.count(of: UInt32.self) == shape.tables * shape.count,
            slots.holdsIDs(below: shape.count), !isBits || directions.holdsIDs(below: rows.dimension * 8)
        else { return false }
        let starts = unsafe starts.entries(UInt32.self)
        for table in 0..<shape.tables {
            let own = unsafe starts + table * stretch
            guard unsafe own[0] == 0, unsafe own[stretch - 1] == UInt32(shape.count) else { return false }
            for bucket in 1..<stretch where unsafe own[bucket] < own[bucket - 1] { return false }
        }
        return true
    }
}
