import Foundation
import KindredMath
import Testing

@testable import KindredRetrieval

@Suite struct TopicModelTests {
    /// Texts over 25 words in a square: each topic is a row or a column, evenly (Griffiths, Steyvers, PNAS 101, 2004).
    private static func bars(_ count: Int, seed: UInt64) -> [WordCounts] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            // A draw of the Dirichlet distribution of 0.1: gamma draws over their sum, the shape raised by 1 and corrected.
            let parts = (0..<10).map { _ in random.gamma(shape: 1.1) * pow(random.positiveUniform(), 10) }, sum = parts.reduce(0, +)
            return WordCounts(
                (0..<100).map { _ in
                    var left = random.uniform() * sum, topic = 0
                    while topic < 9, left >= parts[topic] {
                        left -= parts[topic]
                        topic += 1
                    }
                    let place = random.integer(below: 5)
                    return topic < 5 ? topic * 5 + place : place * 5 + topic - 5
                })
        }
    }

    @Test(arguments: [TopicParameters.Method.batch, .online])
    func barsAreFound(_ method: TopicParameters.Method) throws {
        let parameters = TopicParameters(topics: 10, documentPrior: 0.1, wordPrior: 0.1, method: method, passes: 60, seed: 3)
        let model = try TopicModel(Self.bars(1_000, seed: 1), vocabulary: 25, parameters: parameters)
        let perplexity = try model.perplexity(of: Self.bars(300, seed: 2)), words = model.wordShares
        #expect(perplexity < 10.6, "\(perplexity)")
        let distances = (0..<10).flatMap { bar in
            (0..<10).map { topic in
                (0..<25).reduce(0.0) { sum, word in
                    let isInside = bar < 5 ? word / 5 == bar : word % 5 == bar - 5
                    return sum + abs(words[word * 10 + topic] - (isInside ? 0.2 : 0)) / 2
                }
            }
        }
        var assignment = LinearAssignment()
        let apart = assignment.solve(distances, rows: 10, columns: 10) / 10
        #expect(apart < 0.03, "\(apart)")
        let topic = assignment.columnOfRow[0]
        #expect(Set(model.characteristic(of: topic, count: 5)) == [0, 1, 2, 3, 4])
        #expect(abs(model.topicShares.reduce(0, +) - 1) < 1e-12)
    }

    @Test func textsAreAboutTheirTopics() throws {
        let parameters = TopicParameters(topics: 2, seed: 1)
        let texts = (0..<40).map { WordCounts($0 % 2 == 0 ? [0, 1, 2, 0, 1] : [3, 4, 5, 4]) }
        let model = try TopicModel(texts, vocabulary: 6, parameters: parameters)
        let shares = try model.topics(of: [WordCounts([0, 1]), WordCounts([4, 5]), WordCounts([Int]())])
        #expect(abs(shares[0][0] - shares[1][0]) > 0.5 && abs(shares[2][0] - 0.5) < 1e-9)
        #expect(try model == TopicModel(texts, vocabulary: 6, parameters: parameters))
        #expect(model.passes < 100)
    }

    @Test func halvesShareOutAllWords() {
        let (seen, hidden) = WordCounts([2, 0, 2, 2, 1]).halves
        #expect(seen == WordCounts([0, 2, 2]) && hidden == WordCounts([1, 2]))
        #expect(WordCounts([7]).halves.hidden.words.isEmpty)
    }

    @Test func digammaIsTheDerivativeOfLogGamma() {
        #expect(abs(digamma(1) + 0.57721566490153286) < 1e-12)
        #expect(abs(digamma(0.5) + 1.9635100260214235) < 1e-12)
        #expect(abs(digamma(0.01) + 100.56088545786867) < 1e-9)
        #expect(abs(digamma(30) - 3.384438132685) < 1e-11)
    }

    @Test func wrongInputIsRefused() throws {
        let texts = [WordCounts([0, 3])]
        func learn(_ texts: [WordCounts], _ parameters: TopicParameters) throws -> TopicModel { try TopicModel(texts, vocabulary: 4, parameters: parameters) }
        #expect { try learn([WordCounts([4])], TopicParameters(topics: 2)) } throws: { "\($0)".contains("word 4 of a vocabulary of 4") }
        #expect { try learn([WordCounts([Int]())], TopicParameters(topics: 2)) } throws: { ($0 as? DistributionError)?.code == .degenerate }
        #expect { try learn(texts, TopicParameters(topics: 0)) } throws: { "\($0)".contains("topics is 0") }
        #expect { try learn(texts, TopicParameters(topics: 2, documentPrior: 0)) } throws: { "\($0)".contains("documentPrior") }
        #expect { try learn(texts, TopicParameters(topics: 2, decay: 0.2)) } throws: { "\($0)".contains("decay is 0.2") }
        #expect { try learn(texts, TopicParameters(topics: 2)).perplexity(of: [WordCounts([9, 9, 9])]) } throws: { ($0 as? DistributionError)?.code == .mismatch }
        #expect { try learn(texts, TopicParameters(topics: 2)).perplexity(of: [WordCounts([1])]) } throws: { ($0 as? DistributionError)?.code == .degenerate }
        #expect { try TopicModel(texts, vocabulary: 4, parameters: TopicParameters(topics: 2), isCancelled: { true }) } throws: { ($0 as? DistributionError)?.code == .cancelled }
    }
}
