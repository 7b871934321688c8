#if Server
import Foundation

/// How many files and connections the system lets this process have open.
enum OpenFiles {
    /// What a system gives that says unlimited: more than any server here has connections.
    private static let enough: rlim_t = 65_536

    /// How many this process may have open once it has raised its limit.
    static var limit: Int { current.map { Int(clamping: reachable($0)) } ?? 1_024 }

    /// Raises the limit as far as a process may by itself. Shells start with 1,024 or less, which a few hundred clients use up.
    static func raiseLimit() {
        guard var limit = current, limit.rlim_cur < reachable(limit) else { return }
        limit.rlim_cur = reachable(limit)
        _ = unsafe setrlimit(files, &limit)
    }

    private static var current: rlimit? {
        var limit = rlimit()
        return unsafe getrlimit(files, &limit) == 0 ? limit : nil
    }

    private static func reachable(_ limit: rlimit) -> rlim_t { min(limit.rlim_max, enough) }

    #if canImport(Glibc)
    private static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let files = RLIMIT_NOFILE
    #endif
}
#endif
