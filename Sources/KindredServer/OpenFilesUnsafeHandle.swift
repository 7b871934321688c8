#if Server
import Foundation

/// How many files and connections the system lets this process have open.
enum OpenFiles {
    /// What a system gives that says unlimited: more than any server here has connections.
    private static let enough: rlim_t = 65_536

    /// Raises the limit as far as a process may by itself, and says where it is then. Shells start with 1,024 or less, which a few hundred clients use up.
    static func raisedLimit() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(files, &limit) == 0 else { return 1_024 }
        let wanted = min(limit.rlim_max, enough)
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = wanted
            if unsafe setrlimit(files, &raised) == 0 { limit = raised }
        }
        return Int(clamping: min(limit.rlim_cur, enough))
    }

    #if canImport(Glibc)
    private static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let files = RLIMIT_NOFILE
    #endif
}
#endif
