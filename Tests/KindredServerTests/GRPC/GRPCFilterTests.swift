#if Server
import Kindred
import KindredService
import SwiftProtobuf
import Testing

@testable import KindredServer

@Suite struct GRPCFilterTests {
    /// The filter that the reference client sends is the one that its REST body says.
    @Test(arguments: ClientMessage.filters.indices)
    func filtersOfTheClientAreItsBodies(_ index: Int) throws {
        let sample = ClientMessage.filters[index], message: Qdrant_Filter = try sample.message()
        #expect(try Filter(message) == Filter(json: sample.body()))
    }

    private func refuses(_ condition: Qdrant_Condition) {
        #expect(throws: (any Error).self, "\(condition)") { try Filter(.with { $0.must = [condition] }) }
        #expect(throws: (any Error).self, "\(condition)") { try Filter.Condition(condition) }
    }

    private func field(_ key: String = "a", _ change: (inout Qdrant_FieldCondition) -> Void = { _ in }) -> Qdrant_Condition {
        .with {
            $0.field.key = key
            change(&$0.field)
        }
    }

    @Test func malformedConditionsAreRefused() {
        refuses(Qdrant_Condition())
        refuses(field())
        refuses(field { $0.match = Qdrant_Match() })
        refuses(field("") { $0.isEmpty = true })
        refuses(field("a[") { $0.isEmpty = true })
        refuses(field { $0.range.gt = .nan })
        refuses(field { $0.geoRadius.radius = 5 })
        refuses(field { $0.geoRadius = .with { $0.center = Qdrant_GeoPoint.with { $0.lat = 91 } } })
        refuses(field { $0.geoBoundingBox.topLeft.lat = 1 })
        refuses(field { $0.geoPolygon.exterior.points = [Qdrant_GeoPoint(), Qdrant_GeoPoint()] })
        refuses(field { $0.datetimeRange.lt = Google_Protobuf_Timestamp(seconds: .max) })
        refuses(.with { $0.hasID_p.hasID_p = [Qdrant_PointId()] })
        refuses(.with { $0.slice = .with { $0.total = 0 } })
        refuses(
            .with {
                $0.slice.total = 2
                $0.slice.index = 2
            })
        refuses(
            .with {
                $0.nested.key = "a"
                $0.nested.filter.must = [.with { $0.hasID_p.hasID_p = [.with { $0.num = 1 }] }]
            })
    }

    @Test func severalPredicatesOfAFieldAreAlternatives() throws {
        let condition = field {
            $0.match.integer = 1
            $0.range.lt = 9
        }
        #expect(try Filter.Condition(condition) == .filter(Filter(should: [.field("a", .match(1)), .field("a", .range(NumberRange(lt: 9.0)))])))
    }

    @Test func aKeyAloneIsToldInTheWordsOfTheAPI() {
        let error = #expect(throws: RequestError.self) { try Filter(.with { $0.must = [field()] }) }
        #expect(error?.message == "At least one field condition must be specified")
    }
}
#endif
