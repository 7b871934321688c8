import KindredRetrieval

extension FeatureComparison {
    /// The comparison as a page: both pictures, and a line for each match.
    public func page(date: String = MachineDescription.today, machine: String = MachineDescription.current) -> ReportPage {
        let names = first.name == second.name ? [first.path, second.path] : [first.name, second.name]
        let facts = [names.joined(separator: " and "), machine, date, "Kindred \(KindredVersion.current)"]
        return ReportPage("What \(names[0]) and \(names[1]) have in common", facts: facts, [figures, picture])
    }

    private var figures: ReportSection {
        var table = ReportTable(["picture", "width", "height", "keypoints"])
        for side in [first, second] {
            table.add([side.name] + [side.image.width, side.image.height, side.features.count].map { ReportNumber.fixed(Double($0), 0) })
        }
        return ReportSection("Figures", [.text(verdict), .table(table)])
    }

    /// Counts and verdict in a sentence.
    public var verdict: String {
        let counts = "\(matches.count) keypoints look alike (\(ReportNumber.fixed(score * 100, 0)) % of the fewer)"
        guard let verification else { return "\(counts); too few to look for one map between the pictures." }
        let agreeing = "\(verification.inliers.count) of them agree on one \(model.rawValue)"
        return "\(counts); \(agreeing), which \(verification.isAccepted ? "is no chance: both show the same thing" : "may be chance")."
    }

    private var picture: ReportSection {
        var picture = ReportPicture("Lines join keypoints that look alike.", [(first.name, first.image), (second.name, second.image)])
        let inliers = Set(verification?.inliers ?? [])
        // What agrees is drawn last, over the rest.
        for isInlier in [false, true] {
            for (number, match) in matches.enumerated() where inliers.contains(number) == isInlier {
                let a = first.features.keypoints[match.first], b = second.features.keypoints[match.second]
                picture.join(
                    SIMD2(Double(a.x), Double(a.y)), in: 0, SIMD2(Double(b.x), Double(b.y)), in: 1, color: isInlier ? Self.agreeing : Self.lonely)
            }
        }
        if let verification, verification.isAccepted { outline(verification.transform, &picture) }
        let text = "Green: matches that the \(model.rawValue) explains, and the first picture's frame as it lies in the second. Orange: the other matches."
        return ReportSection("Matches", [.text(text), .picture(picture)])
    }

    /// Green and orange of the style sheet.
    private static let agreeing = 2, lonely = 1

    private func outline(_ transform: PlanarTransform, _ picture: inout ReportPicture) {
        let right = Double(first.image.width) - 1, bottom = Double(first.image.height) - 1
        let corners = [SIMD2(0, 0), SIMD2(right, 0), SIMD2(right, bottom), SIMD2(0, bottom)].compactMap { transform($0) }
        guard corners.count == 4 else { return }
        for corner in 0..<4 { picture.join(corners[corner], in: 1, corners[(corner + 1) % 4], in: 1, color: Self.agreeing, hasEnds: false) }
    }
}

extension FeatureComparison.Side {
    /// The file's name without its folder.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
