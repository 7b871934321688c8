import ArgumentParser
import KindredService

#if Server
import KindredServer
#endif

/// An error as the shell sees it: one line, and a status as `sysexits.h` numbers them.
struct Failure: Error {
    let message: String
    /// 0 when the "error" is a request for help or the version.
    let status: Int32

    /// The statuses of `sysexits.h` that Kindred uses.
    enum Status {
        /// The command was used incorrectly.
        static let usage: Int32 = 64
        /// The input data was incorrect.
        static let data: Int32 = 65
        /// An input file, or a named thing, does not exist.
        static let noInput: Int32 = 66
        /// A limit forbids it.
        static let unavailable: Int32 = 69
        /// A defect of Kindred itself.
        static let software: Int32 = 70
        /// An output cannot be created.
        static let cannotCreate: Int32 = 73
        /// The disk failed or is full.
        static let inputOutput: Int32 = 74
        /// Try again later.
        static let temporary: Int32 = 75
        /// Not permitted.
        static let permission: Int32 = 77
        /// A configuration is wrong, or the database needs another version of Kindred.
        static let configuration: Int32 = 78
    }

    init(_ status: Int32, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        #if Keras
        case let error as KerasError: self.init(Self.status(error.code), error.description)
        #endif
        case let error as FileError: self.init(Self.status(error.code), error.description)
        case let error as StorageError: self.init(Self.status(error.code), error.description)
        case let error as FeatureError: self.init(error.code == .cancelled ? Status.temporary : Status.data, error.message)
        case let error as GraphError: self.init(error.code == .cancelled ? Status.temporary : Status.data, error.message)
        case let error as DistributionError: self.init(error.code == .cancelled ? Status.temporary : Status.data, error.message)
        case let error as LearningError: self.init(Status.data, error.message)
        case let error as ClusteringError: self.init(Self.status(error.code), error.message)
        case let error as MeasureError: self.init(Status.usage, "\(error)")
        #if Server
        case let error as ServingError: self.init(Self.status(error.code), error.message)
        #endif
        default: self.init(parser: error)
        }
    }

    /// Errors of ArgumentParser, which also carries help, the version and completion scripts as errors.
    private init(parser error: any Error) {
        let code = KindredCommand.exitCode(for: error)
        let lines = KindredCommand.message(for: error).split(separator: "\n").map { $0.trimmingPrefix(" ") }
        guard code.rawValue != 0 else {
            self.init(0, "")
            return
        }
        let isUsage = code == .validationFailure
        self.init(isUsage ? Status.usage : code.rawValue == 1 ? Status.software : code.rawValue, lines.joined(separator: " ") + (isUsage ? " (kindred --help tells more)" : ""))
    }

    private static func status(_ code: FileError.Code) -> Int32 {
        switch code {
        case .missing, .directory, .unreadable: Status.noInput
        case .unwritable: Status.cannotCreate
        default: Status.data
        }
    }

    #if Keras
    private static func status(_ code: KerasError.Code) -> Int32 {
        switch code {
        case .notFound, .io: Status.noInput
        case .invalidArgument: Status.usage
        default: Status.data
        }
    }
    #endif

    private static func status(_ code: ClusteringError.Code) -> Int32 {
        switch code {
        case .tooLarge: Status.unavailable
        case .cancelled: Status.temporary
        default: Status.data
        }
    }

    private static func status(_ code: StorageError.Code) -> Int32 {
        switch code {
        case .notFound: Status.noInput
        case .alreadyExists: Status.cannotCreate
        case .invalidArgument, .corrupt: Status.data
        case .locked, .cancelled: Status.temporary
        case .newerVersion: Status.configuration
        case .diskFull, .io: Status.inputOutput
        case .readOnly: Status.permission
        case .memoryLimit: Status.unavailable
        default: Status.software
        }
    }

    #if Server
    private static func status(_ code: ServingError.Code) -> Int32 {
        switch code {
        case .unknownAddress: Status.usage
        case .notPermitted: Status.permission
        case .unwritable: Status.cannotCreate
        case .misconfigured: Status.configuration
        default: Status.unavailable
        }
    }
    #endif
}
