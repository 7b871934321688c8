#if Server
import Kindred
import KindredService
import SwiftProtobuf
import Testing

@testable import KindredServer

@Suite struct GRPCValueTests {
    private func id(_ uuid: String) -> Qdrant_PointId { .with { $0.uuid = uuid } }

    @Test(arguments: ClientMessage.payloads.indices)
    func payloadsOfTheClientAreItsObjects(_ index: Int) throws {
        let sample = ClientMessage.payloads[index], message: Qdrant_Struct = try sample.message()
        let object = try JSONObject(message.fields)
        #expect(JSONValue.object(object) == (try sample.body().sorted))
        #expect(Qdrant_Value.fields(object) == message.fields)
    }

    @Test func integersAndDoublesStayWhatTheyAre() throws {
        for value: JSONValue in [.int(1), .double(1), .int(.min), .int(.max), .double(-0.0), .double(0x1p60), .string(""), .bool(false), .null, .array([]), .object([:])] {
            #expect(try JSONValue(Qdrant_Value(value)) == value)
        }
        #expect(Qdrant_Value(.uint(.max)).kind == .doubleValue(0x1p64))
        #expect(try JSONValue(Qdrant_Value()) == .null)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func numbersThatJSONLacksAreRefused(_ number: Double) {
        #expect(throws: RequestError.self) { try JSONValue(Qdrant_Value.with { $0.listValue.values = [.with { $0.doubleValue = number }] }) }
    }

    @Test func keysComeInOneOrder() throws {
        let names = (0..<40).map { "k\($0)" }
        let object = try JSONObject(Dictionary(uniqueKeysWithValues: names.map { ($0, Qdrant_Value(.int(1))) }))
        #expect(object.keys == names.sorted())
    }

    @Test(arguments: [
        "550e8400-e29b-41d4-a716-446655440000", "550E8400E29B41D4A716446655440000", "{550e8400-e29b-41d4-a716-446655440000}", "urn:uuid:550E8400-e29b-41d4-a716-446655440000",
    ])
    func everySpellingOfAUUIDIsOneID(_ text: String) throws {
        let read = try PointID(id(text))
        #expect(Qdrant_PointId(read) == id("550e8400-e29b-41d4-a716-446655440000"))
    }

    @Test func numbersAreIDs() throws {
        for number in [0, 1, UInt64.max] {
            #expect(try PointID(Qdrant_PointId(.number(number))) == .number(number))
            #expect(Qdrant_PointId(.number(number)).num == number)
        }
    }

    @Test(arguments: ["", "17", "not-a-uuid", "550e8400-e29b-41d4-a716-44665544000"])
    func otherTextsAreNone(_ text: String) {
        #expect(throws: RequestError.self) { try PointID(id(text)) }
    }

    @Test func anIDMustBeSaid() {
        #expect(throws: RequestError.self) { try PointID(Qdrant_PointId()) }
        #expect(throws: RequestError.self) { try Point(Qdrant_PointStruct()) }
    }

    @Test func momentsAreReadToTheMicrosecond() throws {
        func moment(_ seconds: Int64, _ nanos: Int32) throws -> Timestamp { try Timestamp(Google_Protobuf_Timestamp(seconds: seconds, nanos: nanos)) }
        #expect(try moment(1, 2_999).microseconds == 1_000_002)
        #expect(try moment(-1, 500_000_000).microseconds == -500_000)
        #expect(throws: RequestError.self) { try moment(.max, 0) }
        #expect(throws: RequestError.self) { try moment(.min, 0) }
    }
}
#endif
