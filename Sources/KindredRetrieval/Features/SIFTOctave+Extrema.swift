internal import Foundation

extension SIFTOctave {
    /// The extrema of the differences, refined, without those of low contrast or along an edge. Each place once.
    func extrema(_ parameters: SIFT.Parameters) -> [SIFTExtremum] {
        // Half the contrast asked for, since refinement may raise it.
        let least = 0.5 * parameters.contrast / Float(scales)
        var found: [SIFTExtremum] = [], seen = Set<Cell>()
        for level in 1...scales {
            let own = differences[level], pixels = own.pixels.span
            for y in SIFT.border..<max(SIFT.border, height - SIFT.border) {
                for x in SIFT.border..<max(SIFT.border, width - SIFT.border) {
                    let value = pixels[y * width + x]
                    guard abs(value) > least, isExtremum(value, level, x, y) else { continue }
                    guard let (extremum, cell) = refined(Cell(level: level, x: x, y: y), parameters), seen.insert(cell).inserted else { continue }
                    found.append(extremum)
                }
            }
        }
        return found
    }

    /// Whether none of the 26 neighbours in place and scale is beyond a value.
    private func isExtremum(_ value: Float, _ level: Int, _ x: Int, _ y: Int) -> Bool {
        let sign: Float = value > 0 ? 1 : -1, own = value * sign
        for near in [level, level - 1, level + 1] {
            let difference = differences[near], pixels = difference.pixels.span
            for row in y - 1...y + 1 {
                let start = row * width + x
                if pixels[start - 1] * sign > own || pixels[start] * sign > own || pixels[start + 1] * sign > own { return false }
            }
        }
        return true
    }

    /// A pixel of a level of differences.
    private struct Cell: Hashable {
        var level, x, y: Int
    }

    /// The top of the quadratic through the differences around a pixel (Brown, Lowe, BMVC 2002): from pixel to pixel, five at most,
    /// until the top lies within half a pixel.
    private func refined(_ start: Cell, _ parameters: SIFT.Parameters) -> (SIFTExtremum, Cell)? {
        var cell = start
        for _ in 0..<5 {
            let local = Quadratic(self, cell.level, cell.x, cell.y)
            guard let top = local.top else { return nil }
            if abs(top.x) < 0.5, abs(top.y) < 0.5, abs(top.z) < 0.5 {
                guard let extremum = accepted(local, top, cell, parameters) else { return nil }
                return (extremum, cell)
            }
            guard max(abs(top.x), abs(top.y), abs(top.z)) < 1e6 else { return nil }
            cell.x += Int(top.x.rounded())
            cell.y += Int(top.y.rounded())
            cell.level += Int(top.z.rounded())
            let inside = SIFT.border..<max(SIFT.border, width - SIFT.border), below = SIFT.border..<max(SIFT.border, height - SIFT.border)
            guard (1...scales).contains(cell.level), inside.contains(cell.x), below.contains(cell.y) else { return nil }
        }
        return nil
    }

    private func accepted(_ local: Quadratic, _ top: SIMD3<Float>, _ cell: Cell, _ parameters: SIFT.Parameters) -> SIFTExtremum? {
        let contrast = abs(local.value + 0.5 * (local.gradient * top).sum())
        guard contrast * Float(scales) >= parameters.contrast else { return nil }
        let trace = local.xx + local.yy, determinant = local.xx * local.yy - local.xy * local.xy, r = parameters.edgeRatio
        guard determinant > 0, trace * trace * r < (r + 1) * (r + 1) * determinant else { return nil }
        return SIFTExtremum(
            x: Float(cell.x) + top.x, y: Float(cell.y) + top.y, level: cell.level,
            scale: sigma * exp2((Float(cell.level) + top.z) / Float(scales)), contrast: contrast)
    }
}

/// Value, gradient and curvatures of the differences at a pixel, along x, y and the levels.
private struct Quadratic {
    let value: Float
    let gradient: SIMD3<Float>
    let xx, yy, zz, xy, xz, yz: Float

    init(_ octave: SIFTOctave, _ level: Int, _ x: Int, _ y: Int) {
        let own = octave.differences[level], before = octave.differences[level - 1], after = octave.differences[level + 1]
        value = own[x, y]
        gradient = SIMD3(own[x + 1, y] - own[x - 1, y], own[x, y + 1] - own[x, y - 1], after[x, y] - before[x, y]) / 2
        xx = own[x + 1, y] + own[x - 1, y] - 2 * value
        yy = own[x, y + 1] + own[x, y - 1] - 2 * value
        zz = after[x, y] + before[x, y] - 2 * value
        xy = (own[x + 1, y + 1] - own[x - 1, y + 1] - own[x + 1, y - 1] + own[x - 1, y - 1]) / 4
        xz = (after[x + 1, y] - after[x - 1, y] - before[x + 1, y] + before[x - 1, y]) / 4
        yz = (after[x, y + 1] - after[x, y - 1] - before[x, y + 1] + before[x, y - 1]) / 4
    }

    /// −H⁻¹g, by Cramer's rule; nil where the curvature has no inverse.
    var top: SIMD3<Float>? {
        let a = yy * zz - yz * yz, b = xz * yz - xy * zz, c = xy * yz - xz * yy
        let determinant = xx * a + xy * b + xz * c
        guard determinant != 0, determinant.isFinite else { return nil }
        let g = -gradient
        return SIMD3(
            a * g.x + b * g.y + c * g.z,
            b * g.x + (xx * zz - xz * xz) * g.y + (xy * xz - xx * yz) * g.z,
            c * g.x + (xy * xz - xx * yz) * g.y + (xx * yy - xy * xy) * g.z) / determinant
    }
}
