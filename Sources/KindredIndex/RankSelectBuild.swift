// Hoare, "Algorithm 65: Find", CACM 4(7), 1961, with the median of three as pivot (Singleton, CACM 12(3), 1969) and, where
// pivots keep being bad, a plain sort of what is left (Musser, "Introspective Sorting and Selection Algorithms", 1997).

/// Rearranges distinct entries so that the `rank` smallest come first.
func selectRank(_ rank: Int, _ entries: UnsafeMutablePointer<UInt64>, _ count: Int) {
    var low = 0, high = count - 1
    var patience = 2 * (Int.bitWidth - count.leadingZeroBitCount)
    while low < high {
        if patience == 0 || high - low < 8 {
            var rest = unsafe UnsafeMutableBufferPointer(start: entries + low, count: high - low + 1)
            unsafe rest.sort()
            return
        }
        patience -= 1
        let pivot = unsafe medianOfThree(entries[low], entries[(low + high) / 2], entries[high])
        var i = low, j = high
        while i <= j {
            while unsafe entries[i] < pivot { i &+= 1 }
            while unsafe entries[j] > pivot { j &-= 1 }
            if i <= j {
                let other = unsafe entries[i]
                unsafe entries[i] = entries[j]
                unsafe entries[j] = other
                i &+= 1
                j &-= 1
            }
        }
        if rank <= j { high = j } else if rank >= i { low = i } else { return }
    }
}

private func medianOfThree(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
    max(min(a, b), min(max(a, b), c))
}
