import Core
import SwiftProtobuf
import Testing
import Wire

/// The words of `Core` and of the schema: same names, same numbers, in both directions.
struct WordsTests {
    @Test func everyWordHasTheSchemasNumber() throws {
        try expectSame(ConsultationStatus.self, ProtoConsultationStatus.self, "ConsultationStatus")
        try expectSame(StatusReason.self, ProtoStatusReason.self, "StatusReason")
        try expectSame(MeetingProvider.self, ProtoMeetingProvider.self, "MeetingProvider")
        try expectSame(Role.self, ProtoRole.self, "Role")
        try expectSame(Standing.self, ProtoStanding.self, "Standing")
        try expectSame(Presence.self, ProtoPresence.self, "Presence")
        try expectSame(WaitingPriority.self, ProtoWaitingPriority.self, "WaitingPriority")
        try expectSame(LeaveReason.self, ProtoLeaveReason.self, "LeaveReason")
        try expectSame(ConsentPurpose.self, ProtoConsentPurpose.self, "ConsentPurpose")
        try expectSame(IssueCategory.self, ProtoIssueCategory.self, "IssueCategory")
        try expectSame(IssueSeverity.self, ProtoIssueSeverity.self, "IssueSeverity")
        try expectSame(RecordingEnd.self, ProtoRecordingEnd.self, "RecordingEnd")
        try expectSame(QualityVerdict.self, ProtoQualityVerdict.self, "QualityVerdict")
        try expectSame(ClinicNews.Kind.self, ProtoClinicNewsKind.self, "ClinicNewsKind")
        try expectSame(Signal.Kind.self, ProtoSignalKind.self, "SignalKind")
    }

    /// `Recovery` has no word in `Core`: it is about the connection, not about the consultation.
    @Test func everyEnumOfTheSchemaIsCompared() throws {
        #expect(try Schema().enums.count == 16)
    }

    private func expectSame<Word, ProtoWord: SwiftProtobuf.Enum>(
        _ type: Word.Type,
        _ proto: ProtoWord.Type,
        _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws where Word: CaseIterable & RawRepresentable & Equatable, Word.RawValue == UInt8 {
        let prefix = Self.shouted(name) + "_"
        var declared = try #require(try Schema().enums[name], sourceLocation: sourceLocation)
        #expect(declared.removeValue(forKey: 0) == prefix + "UNSPECIFIED", sourceLocation: sourceLocation)
        let ours = Word.allCases.map { (UInt64($0.rawValue), prefix + Self.shouted("\($0)")) }
        #expect(declared == Dictionary(uniqueKeysWithValues: ours), sourceLocation: sourceLocation)
        for word in Word.allCases {
            let there: ProtoWord = word.proto()
            #expect(there.rawValue == Int(word.rawValue), sourceLocation: sourceLocation)
            #expect(try Word(there) == word, sourceLocation: sourceLocation)
        }
        for number in [0, Word.allCases.count + 1, 99, 256, Int(Int32.max), -1] {
            let unknown = try #require(ProtoWord(rawValue: number), sourceLocation: sourceLocation)
            #expect(throws: ErrorCode.invalid, sourceLocation: sourceLocation) { try Word(unknown) }
        }
    }

    /// `onHold` is `ON_HOLD` in the schema.
    private static func shouted(_ name: String) -> String {
        let broken = name.enumerated().map { $0 > 0 && $1.isUppercase ? "_\($1)" : "\($1)" }
        return broken.joined().uppercased()
    }
}
