import CKindredKernels
import Foundation
import KindredMath
import Testing

/// Which table is used.
@Suite struct KernelTableTests {
    @Test func tablesAnswerToTheirNames() {
        #expect(Kernels.available.last?.name == "scalar")
        for kernels in Kernels.available {
            #expect(Kernels.named(kernels.name)?.name == kernels.name)
            #expect(String(cString: kindred_table_chosen(kernels.name).pointee.name) == kernels.name)
        }
        #expect(Kernels.named("abacus") == nil)
    }

    @Test func anUnknownNameMeansTheBest() {
        let best = Kernels.available[0].name
        #expect(String(cString: kindred_table_chosen(nil).pointee.name) == best)
        #expect(String(cString: kindred_table_chosen("abacus").pointee.name) == best)
    }

    /// Run with KINDRED_SIMD set to each set in turn, this is the test that it is obeyed.
    @Test func theEnvironmentIsObeyed() {
        let requested = ProcessInfo.processInfo.environment["KINDRED_SIMD"].flatMap { $0.isEmpty ? nil : $0 }
        #expect(Kernels.requested == requested)
        let expected = requested.flatMap(Kernels.named) ?? Kernels.available[0]
        #expect(Kernels.active.name == expected.name)
    }

    @Test func elementsKnowTheirReductions() {
        for kernels in Kernels.available {
            let table = kindred_table_named(kernels.name)!
            for reduction in KernelReduction.allCases {
                for element in KernelElement.allCases {
                    let r = kindred_reduction(rawValue: UInt32(reduction.rawValue)), e = kindred_element(rawValue: UInt32(element.rawValue))
                    let isDefined = reduction.isDefined(for: element)
                    #expect((kindred_table_pair(table, r, e) != nil) == isDefined)
                    #expect((kindred_table_gather(table, r, e) != nil) == isDefined)
                    #expect((kindred_table_scan(table, r, e) != nil) == isDefined)
                    #expect((kindred_table_any_closer(table, r, e) != nil) == isDefined)
                }
            }
        }
    }
}
