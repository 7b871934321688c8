// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
/// The files of the console by their names, with their media types.
enum ConsoleFiles {
    static let all: [String: (type: String, text: String)] = [
        "api.js": ("text/javascript; charset=utf-8", apiJS),
        "collections.js": ("text/javascript; charset=utf-8", collectionsJS),
        "colours.js": ("text/javascript; charset=utf-8", coloursJS),
        "console.css": ("text/css; charset=utf-8", consoleCSS),
        "console.js": ("text/javascript; charset=utf-8", consoleJS),
        "dialog.js": ("text/javascript; charset=utf-8", dialogJS),
        "dom.js": ("text/javascript; charset=utf-8", domJS),
        "filter.js": ("text/javascript; charset=utf-8", filterJS),
        "format.js": ("text/javascript; charset=utf-8", formatJS),
        "icon.svg": ("image/svg+xml", iconSVG),
        "index.html": ("text/html; charset=utf-8", indexHTML),
        "jobs.js": ("text/javascript; charset=utf-8", jobsJS),
        "json.js": ("text/javascript; charset=utf-8", jsonJS),
        "learn.js": ("text/javascript; charset=utf-8", learnJS),
        "map.js": ("text/javascript; charset=utf-8", mapJS),
        "measures.js": ("text/javascript; charset=utf-8", measuresJS),
        "neighbours.js": ("text/javascript; charset=utf-8", neighboursJS),
        "overview.js": ("text/javascript; charset=utf-8", overviewJS),
        "pca.js": ("text/javascript; charset=utf-8", pcaJS),
        "plot.js": ("text/javascript; charset=utf-8", plotJS),
        "point.js": ("text/javascript; charset=utf-8", pointJS),
        "points.js": ("text/javascript; charset=utf-8", pointsJS),
        "quality.js": ("text/javascript; charset=utf-8", qualityJS),
        "question.js": ("text/javascript; charset=utf-8", questionJS),
        "results.js": ("text/javascript; charset=utf-8", resultsJS),
        "scatter.js": ("text/javascript; charset=utf-8", scatterJS),
        "search.js": ("text/javascript; charset=utf-8", searchJS),
    ]
}
#endif
