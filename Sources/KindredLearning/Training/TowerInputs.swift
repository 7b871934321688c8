internal import KindredMath
internal import KindredNN

/// Rows on either side of a comparison: number r is the row as it is stored, r + count the row as it asks. The last component of its input
/// says which, 0 or 1.
struct TowerInputs: TrainingInputs {
    let inputs: any TrainingInputs
    /// How many rows there are.
    let count: Int

    var asking: Int? { count }

    func tensor(_ chosen: [Int], _ augmentation: inout SeededRandom?) -> Tensor<Float> {
        let rows = inputs.tensor(chosen.map { $0 % count }, &augmentation), width = rows.shape[1]
        var scalars: [Float] = []
        scalars.reserveCapacity(chosen.count * (width + 1))
        for (place, row) in chosen.enumerated() {
            scalars += rows.scalars[place * width..<(place + 1) * width]
            scalars.append(row < count ? 0 : 1)
        }
        return Tensor(scalars, shape: [chosen.count, width + 1])
    }
}
