internal import KindredMath

/// The directions in which scaled rows vary most, one a row; all of them in their own order when as many are wanted as there are
/// dimensions, and rows of zeros when more.
func principalAxes(_ rows: Matrix<Float>, _ chosen: [Int], _ scaling: InputScaling, count: Int) -> Matrix<Float> {
    let width = rows.columns
    var axes = Matrix<Float>(rows: count, columns: width)
    if count >= width {
        for i in 0..<width { axes[i, i] = 1 }
        return axes
    }
    // A few thousand rows tell the directions of many.
    let sample = chosen.count > 10_000 ? stride(from: 0, to: chosen.count, by: chosen.count / 10_000 + 1).map { chosen[$0] } : chosen
    let centred = Matrix(rows: sample.count, columns: width, elements: scaling.tensor(rows, sample).scalars)
    let covariance = centred.multiplied(by: centred, transposeSelf: true)
    let eigen = SymmetricEigen(Matrix<Double>(rows: width, columns: width, elements: covariance.elements.map { Double($0) }))
    for i in 0..<count { for j in 0..<width { axes[i, j] = Float(eigen.vectors[width - 1 - i, j]) } }
    return axes
}
