import Core
import Foundation
import Logging
import TestKit
import Testing

@testable import Telemetry

@Suite struct JSONLogHandlerTests {
    private struct DiskFull: Error {}

    private let lines = CollectedLines()

    private func logger(provider: Logger.MetadataProvider? = nil) -> Logger {
        let clocks = TestClocks(now: Timestamp(milliseconds: 1_772_357_400_007))
        return Logger(label: "laso.hub") { label in
            JSONLogHandler(label: label, output: lines.output, clocks: clocks, metadataProvider: provider)
        }
    }

    @Test func aLineIsOneObjectInAFixedOrder() {
        logger().warning(
            "a socket was closed",
            metadata: ["ws.close.code": "1009", "list": ["a", ["b": "\"c\""]], "a.size": .stringConvertible(3)]
        )
        #expect(
            lines.texts == [
                #"{"time":"2026-03-01T09:30:00.007Z","level":"warning","logger":"laso.hub","#
                    + #""message":"a socket was closed","a.size":"3","list":["a",{"b":"\"c\""}],"#
                    + #""ws.close.code":"1009"}"# + "\n"
            ]
        )
    }

    @Test func anErrorIsNamed() throws {
        logger().error("stopped", error: DiskFull())
        let line = try #require(try lines.objects().first)
        #expect(line["error.message"] as? String == "DiskFull()")
        #expect((line["error.type"] as? String)?.hasSuffix("DiskFull") == true)
    }

    @Test func keysOfTheLineItselfKeepTheirMeaning() throws {
        logger().info(
            "x",
            metadata: ["time": "1", "message": "2", "metadata.time": "3", "error.type": "4", "cut": "5", "mine": "6"]
        )
        let line = try #require(try lines.objects().first)
        #expect(line["message"] as? String == "x")
        #expect(line["metadata.time"] as? String == "1")
        #expect(line["metadata.message"] as? String == "2")
        #expect(line["metadata.metadata.time"] as? String == "3")
        #expect(line["metadata.error.type"] as? String == "4")
        #expect(line["metadata.cut"] as? String == "5")
        #expect(line["mine"] as? String == "6")
        #expect(line["cut"] == nil)
    }

    @Test func theCallWinsOverTheProviderAndThatOverTheLogger() throws {
        var logger = logger(provider: .init { ["a": "provided", "b": "provided"] })
        logger[metadataKey: "a"] = "kept"
        logger[metadataKey: "b"] = "kept"
        logger[metadataKey: "c"] = "kept"
        logger.info("x", metadata: ["b": "said"])
        let line = try #require(try lines.objects().first)
        #expect(line["a"] as? String == "provided")
        #expect(line["b"] as? String == "said")
        #expect(line["c"] as? String == "kept")
    }

    @Test func metadataAndLevelBelongToOneLogger() throws {
        var first = logger()
        var second = first
        first[metadataKey: "who"] = "first"
        second.logLevel = .debug
        first.debug("too low")
        second.debug("x")
        #expect(try lines.objects().map { $0["who"] as? String } == [nil])
    }

    @Test(arguments: ["a", "é", "🩺"])
    func aLongValueIsCutBetweenScalars(piece: String) throws {
        let text = "x" + String(repeating: piece, count: 9000)
        logger().info("x", metadata: ["long": "\(text)"])
        let long = try #require(try lines.objects().first?["long"] as? String)
        let mark = "… (\(text.utf8.count) bytes)"
        #expect(long.hasSuffix(mark))
        let kept = long.dropLast(mark.count)
        #expect(text.hasPrefix(kept))
        #expect((8189...8192).contains(kept.utf8.count))
    }

    @Test func aValueAtTheBoundIsWhole() throws {
        let text = String(repeating: "a", count: 8192)
        logger().info("x", metadata: ["long": "\(text)"])
        #expect(try lines.objects().first?["long"] as? String == text)
    }

    @Test func aLongListIsCut() throws {
        let list = Logger.MetadataValue.array(Array(repeating: "four", count: 100_000))
        logger().info("x", metadata: ["list": list, "next": "there"])
        let line = try #require(try lines.objects().first)
        let kept = try #require(line["list"] as? [String])
        #expect(kept.last == "…")
        #expect(kept.count < 2000)
        #expect(line["next"] as? String == "there")
    }

    @Test func whatIsNestedTooDeepIsCut() throws {
        let deep = (0..<10_000).reduce(Logger.MetadataValue.string("end")) { value, _ in .array([value]) }
        logger().info("x", metadata: ["deep": deep])
        #expect(lines.texts.first?.contains(String(repeating: "[", count: 16) + "\"…\"") == true)
        #expect(try lines.objects().count == 1)
    }

    @Test func aLongLineLeavesFieldsOutAndSaysSo() throws {
        let value = Logger.MetadataValue.string(String(repeating: "a", count: 5000))
        let many = Logger.Metadata(uniqueKeysWithValues: (0..<50).map { ("key\($0)", value) })
        logger().info("x", metadata: many)
        logger().info("x", metadata: [String(repeating: "k", count: 257): "v"])
        let objects = try lines.objects()
        #expect(objects.map { $0["cut"] as? Bool } == [true, true])
        #expect(lines.texts.allSatisfy { $0.utf8.count < 80 * 1024 })
    }

    @Test func whateverIsLoggedIsOneValidLine() throws {
        let seed = seedFromEnvironmentOrRandom()
        var words = HostileMetadata(seed: seed)
        for _ in 0..<500 {
            logger().info("\(words.text())", error: nil, metadata: words.dictionary(depth: 0))
        }
        for (run, text) in lines.texts.enumerated() {
            #expect(text.hasSuffix("}\n"), "seed \(seed), run \(run)")
            let isOneLine = text.unicodeScalars.dropLast().allSatisfy { scalar in
                scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                    && ![0x2028, 0x2029].contains(scalar.value)
            }
            #expect(isOneLine, "seed \(seed), run \(run)")
        }
        let objects = try lines.objects()
        #expect(objects.count == 500, "seed \(seed)")
        #expect(objects.allSatisfy { $0["level"] as? String == "info" && $0["logger"] as? String == "laso.hub" })
        for text in lines.texts {
            let keys = text.matches(of: #/"(time|level|logger|message|error\.message|cut)":/#).map(\.output.1)
            #expect(keys.starts(with: ["time", "level", "logger", "message"]), "seed \(seed)")
        }
    }

    @Test func timesAreThoseOfFoundation() throws {
        let seed = seedFromEnvironmentOrRandom()
        var generator = SplitMix64(seed: seed)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<500 {
            // Whole seconds: Foundation's own rounding of the fraction is not what is looked at.
            let seconds = Int64.random(in: -30_000_000_000...60_000_000_000, using: &generator)
            guard seconds > -12_219_292_800 else { continue }
            let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            #expect(Timestamp(milliseconds: seconds * 1000).rfc3339 == expected, "seed \(seed)")
        }
    }
}
