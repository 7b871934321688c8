import Foundation

/// A page of tables and plots in one HTML file: no scripts, nothing loaded from elsewhere, readable in light and dark, the same bytes for the same values.
///
///     let page = ReportPage("Measures", facts: ["2 cores", "2026-11-27", "Kindred 0.1.0"], [
///         ReportSection("Quality", [.table(table), .plot(plot)])
///     ])
///     try page.write(to: "measures.html")
public struct ReportPage: Sendable {
    /// What the page is about.
    public var title: String
    /// The line below the title: machine, date, version, data.
    public var facts: [String]
    /// What it shows.
    public var sections: [ReportSection]

    /// A page of some sections.
    public init(_ title: String, facts: [String], _ sections: [ReportSection]) {
        self.title = title
        self.facts = facts
        self.sections = sections
    }

    /// The whole file. It is HTML and well-formed XML at once.
    public var html: String {
        let head = Markup(
            "head", [:],
            [
                Markup("meta", ["charset": "utf-8"]), Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                Markup("meta", ["name": "color-scheme", "content": "light dark"]), Markup("title", [:], title), ReportStyle.markup,
            ])
        let heading = Markup("header", [:], [Markup("h1", [:], title), Markup("p", ["class": "facts"], facts.joined(separator: " · "))])
        let body = Markup("body", [:], [Markup("main", [:], [heading] + sections.map(\.markup))])
        return "<!DOCTYPE html>\n" + Markup("html", ["xmlns": "http://www.w3.org/1999/xhtml", "lang": "en"], [head, body]).text + "\n"
    }

    /// Writes the file aside and renames it, so that a failed write leaves nothing half done.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws(FileError) {
        do {
            try Data(html.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw FileError(.unwritable, path: path, "cannot be written: \(error.localizedDescription)")
        }
    }

    /// Refuses a path that cannot be written before hours of work are spent on what should go there: its folder must exist, and it must be no folder itself.
    ///
    /// - Throws: `FileError.unwritable`.
    public static func check(path: String) throws(FileError) {
        let url = URL(fileURLWithPath: path)
        let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
        guard !isFolder else { throw FileError(.unwritable, path: path, "is a directory") }
        let folder = url.deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else { throw FileError(.unwritable, path: path, "its folder does not exist or may not be written to") }
    }
}

/// A part of a report under a heading.
public struct ReportSection: Sendable {
    /// A block of a section.
    public enum Block: Sendable {
        /// A paragraph.
        case text(String)
        /// A table.
        case table(ReportTable)
        /// A plot.
        case plot(Plot)
        /// Pictures with lines drawn over them.
        case picture(ReportPicture)
        /// Two graphs and what an edit changes.
        case graphs(ReportGraphs)
    }

    /// The heading.
    public var title: String
    /// What follows it.
    public var blocks: [Block]

    /// A section of some blocks.
    public init(_ title: String, _ blocks: [Block]) {
        self.title = title
        self.blocks = blocks
    }

    var markup: Markup {
        let content = blocks.map { block in
            switch block {
            case .text(let text): Markup("p", [:], text)
            case .table(let table): table.markup
            case .plot(let plot): plot.markup
            case .picture(let picture): picture.markup
            case .graphs(let graphs): graphs.markup
            }
        }
        return Markup("section", [:], [Markup("h2", [:], title)] + content)
    }
}

/// Rows of cells under titles. Columns of numbers stand to the right.
public struct ReportTable: Sendable {
    /// The titles.
    public let header: [String]
    /// The rows, as many cells as titles each.
    public private(set) var rows: [[String]] = []

    /// An empty table under these titles.
    public init(_ header: [String]) { self.header = header }

    /// Adds a row.
    ///
    /// - Precondition: as many cells as titles.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == header.count, "\(cells.count) cells under \(header.count) titles")
        rows.append(cells)
    }

    var markup: Markup {
        let isNumber = header.indices.map { column in !rows.isEmpty && rows.allSatisfy { Self.isNumber($0[column]) } }
        func row(_ cells: [String], _ element: String) -> Markup {
            Markup("tr", [:], cells.indices.map { isNumber[$0] ? Markup(element, ["class": "number"], cells[$0]) : Markup(element, [:], cells[$0]) })
        }
        let table = Markup("table", [:], [Markup("thead", [:], [row(header, "th")]), Markup("tbody", [:], rows.map { row($0, "td") })])
        return Markup("div", ["class": "wide"], [table])
    }

    private static func isNumber(_ text: String) -> Bool { text.allSatisfy { $0.isNumber || ",.−-–+e×%µ ".contains($0) } }
}
