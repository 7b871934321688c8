import ArgumentParser
import KindredService

/// Which pictures of a folder, for commands that take one.
struct PictureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Which pictures, and whose they are, by their paths below the folder: lines of \"identity path\" or \"path identity\", the columns of MS-Celeb-1M, or JSON {\"path\": […], \"id\": […]}; all by their folders when nothing is said.",
            valueName: "file"), completion: .file())
    var list: String?

    @Flag(help: "Leave out pictures that cannot be read, and say which, instead of refusing.")
    var skipUnreadable = false

    /// Whether nothing is said.
    var isEmpty: Bool { list == nil && !skipUnreadable }

    /// A request for vectors of these pictures.
    func request(_ source: PictureRequest.Source, threads: Int) -> PictureRequest {
        var request = PictureRequest(source)
        (request.list, request.skipsUnreadable, request.threads) = (list, skipUnreadable, threads)
        return request
    }

    /// Pictures that are named on the terminal; their number is always said.
    private static let namedMax = 20

    /// Says what was left out.
    static func tell(_ skipped: [FileError]) {
        guard !skipped.isEmpty else { return }
        for error in skipped.prefix(namedMax) { Console.message("left out: \(error)") }
        Console.message("\(Text.grouped(skipped.count)) left out in all")
    }
}
