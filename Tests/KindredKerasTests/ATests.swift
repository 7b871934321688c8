import Testing
@testable import KindredKeras
@Suite struct ATests { @Test func a() {} }
