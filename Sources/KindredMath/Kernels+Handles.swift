internal import CKindredKernels

// One kernel of a table, fetched before a loop and called inside it: on raw memory, with nothing checked.

extension Kernels {
    /// The reduction of two vectors. See ``Kernels/pair(_:_:)``.
    @safe
    // Sendable: a function of C without state.
    public struct Pair: @unchecked Sendable {
        @usableFromInline let function: @convention(c) (UnsafeRawPointer, UnsafeRawPointer, Int) -> Float

        /// The reduction's value.
        ///
        /// `query` and `row` need no alignment; they point to ``KernelElement/queryBytes(dimension:)`` and
        /// ``KernelElement/rowBytes(dimension:)`` readable bytes.
        @unsafe @inlinable
        public func callAsFunction(query: UnsafeRawPointer, row: UnsafeRawPointer, dimension: Int) -> Float {
            unsafe function(query, row, dimension)
        }
    }

    /// The keys of rows picked by id. See ``Kernels/gather(_:_:)``.
    @safe
    // Sendable: a function of C without state.
    public struct Gather: @unchecked Sendable {
        @usableFromInline let function:
            @convention(c) (
                UnsafeRawPointer, UnsafeRawPointer, Int, UnsafePointer<UInt32>, Int, Int, UnsafeMutablePointer<UInt32>, Int
            ) -> Void

        /// Writes the key of each row of `ids` to the same place of `keys`. Four rows are reduced at a time.
        ///
        /// - Parameters:
        ///   - rows: where row 0 begins; row *i* begins `stride * i` bytes later. Nothing needs alignment.
        ///   - count: how many ids there are, and keys will be.
        ///   - ahead: how many rows before its use a row is prefetched, all its cache lines; 0 for never.
        ///     8 suits `Float`, 32 (a whole neighbourhood) suits codes of a byte.
        @unsafe @inlinable
        public func callAsFunction(
            query: UnsafeRawPointer, rows: UnsafeRawPointer, stride: Int, ids: UnsafePointer<UInt32>, count: Int,
            dimension: Int, keys: UnsafeMutablePointer<UInt32>, ahead: Int
        ) {
            unsafe function(query, rows, stride, ids, count, dimension, keys, ahead)
        }
    }

    /// The values of rows that follow one another. See ``Kernels/scan(_:_:)``.
    @safe
    // Sendable: a function of C without state.
    public struct Scan: @unchecked Sendable {
        @usableFromInline let function: @convention(c) (UnsafeRawPointer, UnsafeRawPointer, Int, Int, Int, UnsafeMutablePointer<Float>) -> Void

        /// Writes the value (not the key) of each of `count` rows to `values`. Reads at the speed of memory.
        ///
        /// - Parameter stride: the bytes from the beginning of one row to that of the next.
        @unsafe @inlinable
        public func callAsFunction(
            query: UnsafeRawPointer, rows: UnsafeRawPointer, stride: Int, count: Int, dimension: Int,
            values: UnsafeMutablePointer<Float>
        ) {
            unsafe function(query, rows, stride, count, dimension, values)
        }
    }

    /// Whether some row is nearer than a bound. See ``Kernels/anyCloser(_:_:)``.
    @safe
    // Sendable: a function of C without state.
    public struct AnyCloser: @unchecked Sendable {
        @usableFromInline let function: @convention(c) (UnsafeRawPointer, UnsafeRawPointer, Int, UnsafePointer<UInt32>, Int, Int, UInt32) -> Int32

        /// Whether some row of `ids` has a key smaller than `key`; stops at the first group of four that has.
        ///
        /// `row` is a query like the others: of `Float` when the rows are `f16` or `bf16`.
        @unsafe @inlinable
        public func callAsFunction(
            row: UnsafeRawPointer, rows: UnsafeRawPointer, stride: Int, ids: UnsafePointer<UInt32>, count: Int,
            dimension: Int, key: UInt32
        ) -> Bool {
            unsafe function(row, rows, stride, ids, count, dimension, key) != 0
        }
    }

    /// The ids of a link row not visited before. See ``Kernels/unvisited``.
    @safe
    // Sendable: a function of C without state.
    public struct Unvisited: @unchecked Sendable {
        @usableFromInline let function: @convention(c) (UnsafePointer<UInt32>, Int, UnsafeMutablePointer<UInt8>, UInt8, UnsafeMutablePointer<UInt32>) -> Int

        /// Copies to `fresh` the ids of `links` whose byte in `visited` is not `mark`, in their order, and marks them.
        ///
        /// - Parameters:
        ///   - links: at most `degree` ids, ended earlier by the first `0xFFFFFFFF`.
        ///   - visited: one byte for every id.
        ///   - fresh: room for `degree + 16` ids; what lies behind the returned count is undefined.
        /// - Returns: how many ids were copied.
        @unsafe @inlinable
        public func callAsFunction(
            links: UnsafePointer<UInt32>, degree: Int, visited: UnsafeMutablePointer<UInt8>, mark: UInt8,
            fresh: UnsafeMutablePointer<UInt32>
        ) -> Int {
            unsafe function(links, degree, visited, mark, fresh)
        }
    }

    /// The entries nearer than a bound. See ``Kernels/below``.
    @safe
    // Sendable: a function of C without state.
    public struct Below: @unchecked Sendable {
        @usableFromInline let function: @convention(c) (UnsafePointer<UInt32>, UnsafePointer<UInt32>, Int, UInt64, UnsafeMutablePointer<UInt64>) -> Int

        /// Writes those of `key << 32 | id << 1` that are smaller than `bound` to `entries`, in their order.
        ///
        /// - Parameter entries: room for `count + 8`; what lies behind the returned count is undefined.
        /// - Returns: how many were written.
        @unsafe @inlinable
        public func callAsFunction(
            keys: UnsafePointer<UInt32>, ids: UnsafePointer<UInt32>, count: Int, bound: UInt64, entries: UnsafeMutablePointer<UInt64>
        ) -> Int {
            unsafe function(keys, ids, count, bound, entries)
        }
    }

    /// A place in a sorted pool. See ``Kernels/rank``.
    @safe
    // Sendable: a function of C without state.
    public struct Rank: @unchecked Sendable {
        @usableFromInline let function: @convention(c) (UnsafePointer<UInt64>, Int, UInt64) -> Int

        /// How many of the `count` sorted entries of `pool` are smaller than `entry`.
        @unsafe @inlinable
        public func callAsFunction(pool: UnsafePointer<UInt64>, count: Int, entry: UInt64) -> Int {
            unsafe function(pool, count, entry)
        }
    }
}
