// The system's BLAS and LAPACK: Accelerate on Apple, OpenBLAS elsewhere, opened at run time so that neither is needed to build
// and the choice of OpenBLAS's kernels can be made before it is loaded. What the library lacks, our own code does.

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif
import CKindredKernels

/// The functions of the system's linear algebra library, by the names and C types of CBLAS and Fortran LAPACK.
@safe struct LinearLibrary: Sendable {
    typealias Size = Int32
    typealias SGEMM =
        @convention(c) (
            Size, Size, Size, Size, Size, Size, Float, UnsafePointer<Float>, Size, UnsafePointer<Float>, Size, Float,
            UnsafeMutablePointer<Float>, Size
        ) -> Void
    typealias DGEMM =
        @convention(c) (
            Size, Size, Size, Size, Size, Size, Double, UnsafePointer<Double>, Size, UnsafePointer<Double>, Size, Double,
            UnsafeMutablePointer<Double>, Size
        ) -> Void
    typealias SGEMV =
        @convention(c) (
            Size, Size, Size, Size, Float, UnsafePointer<Float>, Size, UnsafePointer<Float>, Size, Float,
            UnsafeMutablePointer<Float>, Size
        ) -> Void
    typealias DTRSM =
        @convention(c) (
            Size, Size, Size, Size, Size, Size, Size, Double, UnsafePointer<Double>, Size, UnsafeMutablePointer<Double>, Size
        ) -> Void
    typealias DPOTRF =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<Size>, UnsafeMutablePointer<Double>, UnsafePointer<Size>, UnsafeMutablePointer<Size>
        ) -> Void
    typealias DSYEV =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<Size>, UnsafeMutablePointer<Double>, UnsafePointer<Size>,
            UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafePointer<Size>, UnsafeMutablePointer<Size>
        ) -> Void
    typealias DGESVD =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<Size>, UnsafePointer<Size>, UnsafeMutablePointer<Double>,
            UnsafePointer<Size>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafePointer<Size>,
            UnsafeMutablePointer<Double>, UnsafePointer<Size>, UnsafeMutablePointer<Double>, UnsafePointer<Size>,
            UnsafeMutablePointer<Size>
        ) -> Void

    let name: String
    let sgemm: SGEMM
    let dgemm: DGEMM
    let sgemv: SGEMV
    let dtrsm: DTRSM?
    let dpotrf: DPOTRF?
    let dsyev: DSYEV?
    let dgesvd: DGESVD?

    /// The library of this machine, opened once; nil when there is none or KINDRED_BLAS=portable forbids it.
    static let system: LinearLibrary? = open()

    #if canImport(Darwin)
    private static let candidates = ["/System/Library/Frameworks/Accelerate.framework/Accelerate"]
    #else
    private static let candidates = ["libopenblas.so.0", "libopenblas.so"]
    #endif

    private static func open() -> LinearLibrary? {
        if let wish = unsafe getenv("KINDRED_BLAS"), unsafe String(cString: wish) == "portable" { return nil }
        chooseCore()
        startNoThreads()
        for candidate in candidates {
            guard let handle = unsafe dlopen(candidate, RTLD_NOW | RTLD_LOCAL | ownSymbolsFirst) else { continue }
            if let library = unsafe LinearLibrary(handle) { return library }
        }
        return nil
    }

    /// OpenBLAS has 14,000 references to its own functions; looked for in all of a Swift program's libraries first, they take 20 to
    /// 34 ms at loading, in itself first 3 to 6. Sanitizers, which replace functions of libc, end a program that asks for that.
    private static var ownSymbolsFirst: Int32 {
        #if canImport(Glibc)
        return unsafe dlsym(nil, "__sanitizer_set_report_path") == nil ? RTLD_DEEPBIND : 0
        #else
        return 0
        #endif
    }

    /// OpenBLAS 0.3.21 takes newer processors for Haswell and runs at half their speed; it reads this variable when loaded.
    private static func chooseCore() {
        let kernels = unsafe String(cString: kindred_table_active().pointee.name)
        if kernels == "avx512" { unsafe setenv("OPENBLAS_CORETYPE", "SKYLAKEX", 0) }
    }

    /// OpenBLAS starts a thread a processor when it is loaded, which spin for the first tens of milliseconds on what we compute with.
    private static func startNoThreads() {
        unsafe setenv("OPENBLAS_NUM_THREADS", "1", 1)
    }

    private init?(_ handle: UnsafeMutableRawPointer) {
        guard let sgemm = unsafe dlsym(handle, "cblas_sgemm"), let dgemm = unsafe dlsym(handle, "cblas_dgemm"),
            let sgemv = unsafe dlsym(handle, "cblas_sgemv")
        else { return nil }
        unsafe self.sgemm = unsafeBitCast(sgemm, to: SGEMM.self)
        unsafe self.dgemm = unsafeBitCast(dgemm, to: DGEMM.self)
        unsafe self.sgemv = unsafeBitCast(sgemv, to: SGEMV.self)
        unsafe dtrsm = dlsym(handle, "cblas_dtrsm").map { unsafe unsafeBitCast($0, to: DTRSM.self) }
        unsafe dpotrf = dlsym(handle, "dpotrf_").map { unsafe unsafeBitCast($0, to: DPOTRF.self) }
        unsafe dsyev = dlsym(handle, "dsyev_").map { unsafe unsafeBitCast($0, to: DSYEV.self) }
        unsafe dgesvd = dlsym(handle, "dgesvd_").map { unsafe unsafeBitCast($0, to: DGESVD.self) }
        unsafe name = Self.settle(handle)
    }

    /// One thread, since the callers bring their own, and the name with the chosen core.
    private static func settle(_ handle: UnsafeMutableRawPointer) -> String {
        typealias SetThreads = @convention(c) (Int32) -> Void
        typealias CoreName = @convention(c) () -> UnsafePointer<CChar>?
        if let set = unsafe dlsym(handle, "openblas_set_num_threads") {
            unsafe unsafeBitCast(set, to: SetThreads.self)(1)
        }
        guard let core = unsafe dlsym(handle, "openblas_get_corename") else { return "Accelerate" }
        let text = unsafe unsafeBitCast(core, to: CoreName.self)()
        return unsafe text.map { "OpenBLAS \(unsafe String(cString: $0))" } ?? "OpenBLAS"
    }
}
