internal import Foundation

extension SIFTOctave {
    /// Gradients around an extremum, turned by its angle: 4 × 4 cells of three deviations each, 8 directions in each.
    ///
    /// Each gradient is shared among the cells and directions that it lies between, weighted by a Gaussian of half the grid's width;
    /// the whole is made a unit vector, cut at 0.2 so that no single edge decides, and made a unit vector again.
    func descriptor(at extremum: SIFTExtremum, angle: Float, isRoot: Bool) -> [Float] {
        var grid = SIFTGrid()
        let cell = 3 * extremum.scale, cosine = cos(angle) / cell, sine = sin(angle) / cell
        // The grid's half diagonal, and half a cell more since cells share.
        let reach = Int((cell * 2.5 * Float(2).squareRoot()).rounded())
        let radius = min(reach, Int(Float(width * width + height * height).squareRoot()))
        let middleX = Int(extremum.x.rounded()), middleY = Int(extremum.y.rounded())
        let columns = max(1, middleX - radius)..<max(1, min(width - 1, middleX + radius + 1))
        let rows = max(1, middleY - radius)..<max(1, min(height - 1, middleY + radius + 1))
        let across = columns.map { Self.weight((Float($0) - extremum.x) / cell) }
        let picture = levels[extremum.level], pixels = picture.pixels.span
        for y in rows {
            let v = Float(y) - extremum.y, weight = Self.weight(v / cell)
            for x in columns {
                let u = Float(x) - extremum.x
                let column = u * cosine + v * sine + 1.5, row = v * cosine - u * sine + 1.5
                guard column > -1, column < 4, row > -1, row < 4 else { continue }
                let place = y * width + x
                let dx = pixels[place + 1] - pixels[place - 1], dy = pixels[place + width] - pixels[place - width]
                let turns = (angle - atan2(dy, dx)) / (2 * .pi)
                let length = (dx * dx + dy * dy).squareRoot() * weight * across[x - columns.lowerBound]
                grid.add(length, row: row, column: column, turns: turns - turns.rounded(.down))
            }
        }
        return isRoot ? grid.rootDescriptor : grid.descriptor
    }

    /// The Gaussian of half the grid's width, two cells.
    private static func weight(_ cells: Float) -> Float { exp(-cells * cells / 8) }
}

/// The cells of a descriptor, with a frame around them that is thrown away.
private struct SIFTGrid {
    private var cells = [Float](repeating: 0, count: 6 * 6 * 8)

    /// Shares a gradient among the eight bins around it; rows and columns in −1...4, turns in 0...1.
    mutating func add(_ length: Float, row: Float, column: Float, turns: Float) {
        let direction = turns * 8
        let row0 = row.rounded(.down), column0 = column.rounded(.down), direction0 = direction.rounded(.down)
        let r = row - row0, c = column - column0, d = direction - direction0
        let first = Int(direction0) & 7, second = (first + 1) & 7
        let above = (Int(row0) + 1) * 6 + Int(column0) + 1
        share(length * (1 - r) * (1 - c), above, d, first, second)
        share(length * (1 - r) * c, above + 1, d, first, second)
        share(length * r * (1 - c), above + 6, d, first, second)
        share(length * r * c, above + 7, d, first, second)
    }

    private mutating func share(_ length: Float, _ cell: Int, _ d: Float, _ first: Int, _ second: Int) {
        cells[cell * 8 + first] += length * (1 - d)
        cells[cell * 8 + second] += length * d
    }

    /// The inner cells, row after row.
    private var inner: [Float] {
        (1...4).flatMap { row in cells[(row * 6 + 1) * 8..<(row * 6 + 5) * 8] }
    }

    /// Lowe's form.
    var descriptor: [Float] {
        let cut = inner.ofUnitLength.map { min($0, 0.2) }
        return cut.ofUnitLength
    }

    /// The root of what sums to 1; of unit length for that.
    var rootDescriptor: [Float] {
        let lowe = descriptor, sum = lowe.reduce(0, +)
        return sum > 0 ? lowe.map { ($0 / sum).squareRoot() } : lowe
    }
}

extension [Float] {
    /// The vector over its length; a vector of zeros as it is.
    var ofUnitLength: [Float] {
        let length = reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? map { $0 / length } : self
    }
}
