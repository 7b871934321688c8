#if Server
import Kindred
import KindredService
import SwiftProtobuf
import Testing

@testable import KindredServer

@Suite struct GRPCCollectionTests {
    @Test(arguments: ClientMessage.creations.indices)
    func creationsOfTheClientAreItsBodies(_ index: Int) throws {
        let sample = ClientMessage.creations[index], message: Qdrant_CreateCollection = try sample.message()
        #expect(try JSONValue.object(message.json()).sorted == sample.body().sorted)
    }

    @Test(arguments: ClientMessage.changes.indices)
    func changesOfTheClientAreItsBodies(_ index: Int) throws {
        let sample = ClientMessage.changes[index], message: Qdrant_UpdateCollection = try sample.message()
        #expect(try JSONValue.object(message.json()).sorted == sample.body().sorted)
    }

    @Test(arguments: ClientMessage.indexes.indices)
    func indexesOfTheClientAreItsBodies(_ index: Int) throws {
        let sample = ClientMessage.indexes[index], message: Qdrant_PayloadIndexParams = try sample.message()
        #expect(try JSONValue.object(message.json()).sorted == sample.body().sorted)
    }

    /// What the REST API shows becomes the message that the client makes of it.
    @Test(arguments: ClientMessage.descriptions.indices)
    func descriptionsAreTheMessagesOfTheClient(_ index: Int) throws {
        let sample = ClientMessage.descriptions[index]
        let message: Qdrant_CollectionInfo = try sample.message()
        let object = try #require(try sample.body().objectValue)
        #expect(Qdrant_CollectionInfo(json: object) == message)
    }

    @Test func whatIsMissingIsAbsent() {
        let info = Qdrant_CollectionInfo(json: ["config": ["params": ["vectors": ["size": 2, "distance": "Dot"]], "quantization_config": nil]])
        #expect(info.config.params.vectorsConfig.params.size == 2 && !info.config.hasQuantizationConfig && !info.config.hasStrictModeConfig)
        #expect(!info.config.params.vectorsConfig.params.hasHnswConfig && !info.hasPointsCount && info.warnings.isEmpty)
    }

    @Test func malformedParametersAreRefused() {
        #expect(throws: RequestError.self) { try Qdrant_CreateCollection.with { $0.vectorsConfig.params.size = 4 }.json() }
        #expect(throws: RequestError.self) {
            try Qdrant_CreateCollection.with {
                $0.vectorsConfig.params.distance = .dot
                $0.vectorsConfig.params.datatype = .UNRECOGNIZED(77)
            }.json()
        }
        #expect(throws: RequestError.self) { try Qdrant_CreateCollection.with { $0.quantizationConfig = .init() }.json() }
        #expect(throws: RequestError.self) { try Qdrant_CreateVectorNameRequest().json() }
        #expect(throws: RequestError.self) { try AliasChange(Qdrant_AliasOperations()) }
        #expect(throws: RequestError.self) { try Qdrant_CreateFieldIndexCollection.with { $0.fieldIndexParams = .init() }.schema() }
    }

    @Test func fieldTypesAreNames() throws {
        #expect(try Qdrant_CreateFieldIndexCollection.with { $0.fieldType = .datetime }.schema() == "datetime")
        #expect(try Qdrant_CreateFieldIndexCollection().schema() == .none)
    }

    @Test func namedVectorsAreAdded() throws {
        let dense = Qdrant_CreateVectorNameRequest.with {
            $0.denseConfig.size = 3
            $0.denseConfig.distance = .cosine
        }
        #expect(try dense.json() == ["dense": ["size": 3, "distance": "Cosine"]])
        #expect(try Qdrant_CreateVectorNameRequest.with { $0.sparseConfig.modifier = .idf }.json() == ["sparse": ["modifier": "idf"]])
    }
}
#endif
