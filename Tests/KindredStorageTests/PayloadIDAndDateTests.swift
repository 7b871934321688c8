import Foundation
import Testing

@testable import KindredStorage

@Suite struct PayloadIDAndDateTests {
    @Test(arguments: [
        "550e8400-e29b-41d4-a716-446655440000", "550E8400-E29B-41D4-A716-446655440000", "550e8400e29b41d4a716446655440000",
        "{550e8400-e29b-41d4-a716-446655440000}", "urn:uuid:550e8400-e29b-41d4-a716-446655440000", "URN:UUID:550E8400e29b41d4a716446655440000",
    ]) func spellings(text: String) throws {
        let id = try PointID(parsing: text)
        #expect(id == .uuid(high: 0x550e_8400_e29b_41d4, low: 0xa716_4466_5544_0000))
        #expect(id.description == "550e8400-e29b-41d4-a716-446655440000")
        #expect(try id == PointID(#require(UUID(uuidString: "550e8400-e29b-41d4-a716-446655440000"))))
        #expect(try PointID(json: id.json) == id)
    }

    @Test func numbersAndOrder() throws {
        #expect(try PointID(parsing: "0") == 0)
        #expect(try PointID(parsing: "18446744073709551615") == .number(.max))
        #expect(try PointID(parsing: "00000000000000000000000000000001") == .uuid(high: 0, low: 1))
        #expect(try PointID(json: .uint(.max)).json == .uint(.max))
        let sorted: [PointID] = [0, 2, 10, .number(.max), .uuid(high: 0, low: 9), .uuid(high: 1, low: 0), .uuid(high: .max, low: 0)]
        #expect(sorted.shuffled().sorted() == sorted)
    }

    @Test(arguments: ["", "-1", "+1", "1.0", "18446744073709551616", "550e8400-e29b-41d4-a716-44665544000", "550e8400-e29b-41d4-a716-44665544000g", "a", "{1}", "550e8400e-29b-41d4-a716-446655440000"])
    func refusesIDs(text: String) {
        #expect(throws: StorageError.self) { try PointID(parsing: text) }
        #expect(throws: StorageError.self) { try PointID(json: .string(text)) }
    }

    /// Reference values: the worked example of the SipHash paper's authors (`siphash_2_4_64` under a zero key is checked
    /// through the slices that qdrant-client computes, in FilterAnswerTests), and that slices cut ids evenly.
    @Test func slicesCutEvenly() {
        var counts = [0, 0, 0, 0]
        for number in 0..<4000 { counts[Int(PointID.number(UInt64(number)).slice(of: 4))] += 1 }
        #expect(counts.allSatisfy { abs($0 - 1000) < 120 }, "\(counts)")
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01", 0), ("1969-12-31T23:59:59.999999Z", -1), ("2000-03-01", 951_868_800_000_000),
            ("2020-02-29T12:34:56.789Z", 1_582_979_696_789_000), ("2020-02-29 12:34:56.789012", 1_582_979_696_789_012), ("2020-02-29T12:34", 1_582_979_640_000_000),
            ("2020-02-29T14:34:00+02:00", 1_582_979_640_000_000), ("2020-02-29T14:34:00+0200", 1_582_979_640_000_000), ("2020-02-29 14:34:00+02", 1_582_979_640_000_000),
            ("2020-02-29 08:04:00 -04:30", 1_582_979_640_000_000), ("2020-02-29T12:34:00z", 1_582_979_640_000_000), ("2020-02-29 12:34:00 UTC", 1_582_979_640_000_000),
            ("2020-02-29T12:34:00.1234567899Z", 1_582_979_640_123_456), ("0001-01-01", -62_135_596_800_000_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000), (" 2020-02-29", 1_582_934_400_000_000),
        ] as [(String, Int64)]) func dates(text: String, microseconds: Int64)
    {
        let moment = Timestamp(text)
        #expect(moment?.microseconds == microseconds)
        #expect(moment.flatMap { Timestamp($0.description) } == moment)
    }

    @Test(arguments: [
        "", "2020", "2020-02", "2020-02-30", "2021-02-29", "2020-13-01", "2020-00-01", "2020-01-00", "2020-01-01T", "2020-01-01T24:00:00Z", "2020-01-01T12", "2020-01-01T12:60",
        "2020-01-01T12:00:61Z", "2020-01-01T12:00:00.Z", "2020-01-01T12:00:00+2", "2020-01-01T12:00Z", "2020-01-01Z", "yesterday", "20200101", "2020/01/01", "2020-01-01T12:00:00Zx", "1577836800",
    ]) func refusesDates(text: String) { #expect(Timestamp(text) == nil) }

    @Test func everyDayOfFourCenturies() {
        var day = Timestamp(microseconds: -62_135_596_800_000_000)
        for _ in 0..<146_097 {
            let text = day.description
            #expect(Timestamp(text) == day)
            day.microseconds += 86_400_000_000
        }
        #expect(day.description == "0401-01-01T00:00:00Z")
    }
}
