/// The looks of a report: the reader's own fonts, light or dark as their system is.
enum ReportStyle {
    static let markup = Markup.style(css)

    /// Colours that stay apart for most kinds of colour blindness (Okabe, Ito, "Color Universal Design", 2008), darker on light and lighter on dark ground.
    private static let light = ["#0b63a5", "#c44e00", "#00795a", "#a83a83", "#8a6d00", "#3b8fc4", "#5b5b5b", "#b3261e"]
    private static let dark = ["#6cb6f0", "#ff9a4d", "#3fcfa0", "#e58cc6", "#e6c84a", "#9fd4f5", "#b8b8b8", "#ff8a80"]

    private static func colors(_ values: [String]) -> String { values.enumerated().map { "--s\($0): \($1);" }.joined(separator: " ") }

    private static let series = (0..<SeriesLook.colors).map { ".line.s\($0) { stroke: var(--s\($0)); } .mark.s\($0) { fill: var(--s\($0)); }" }.joined(separator: "\n")

    private static let css = """
        :root { color-scheme: light dark; --ground: #ffffff; --text: #1c1c1e; --quiet: #5f6368; --rule: #d9dbde; \(colors(light)) }
        @media (prefers-color-scheme: dark) { :root { --ground: #17181a; --text: #e8e8ea; --quiet: #a2a6ab; --rule: #3a3d41; \(colors(dark)) } }
        body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 960px; margin: 0 auto; padding: 32px 20px 64px; }
        h1 { font-size: 26px; margin: 0; } h2 { font-size: 18px; margin: 40px 0 8px; }
        .facts, figcaption { color: var(--quiet); margin: 4px 0; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; margin: 12px 0; }
        th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
        th { color: var(--quiet); font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        figure { margin: 16px 0; } .plot { display: block; width: 100%; height: auto; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; margin: 6px 0; } .legend svg { vertical-align: -2px; }
        .grid { stroke: var(--rule); stroke-width: 1; } .axis { stroke: var(--quiet); stroke-width: 1; }
        .tick, .name { fill: var(--quiet); font: 13px system-ui, sans-serif; } .name { fill: var(--text); }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; } .line.thin { stroke-width: 1; } .mark { stroke: var(--ground); stroke-width: 1; }
        \(series)
        """
}
