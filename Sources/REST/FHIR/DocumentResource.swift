import Core
import FoundationEssentials

extension FHIRResource {
    /// Summaries, of which only the newest is current, and clinical notes.
    static func documents(_ record: VisitRecord, _ people: FHIRPeople, _ encounter: FHIRResource) -> [FHIRResource] {
        guard record.isSeated else { return [] }
        let newest = record.entries.last { $0.event.kind == .summaryWritten }?.seq
        return record.entries.compactMap { entry in
            switch entry.event {
            case .summaryWritten(let author, let text):
                let type = JSONValue.concept(.loinc, "34133-9", "Summary of episode note")
                let document = Document(type: type, author: author, text: text, isCurrent: entry.seq == newest)
                return document.resource(entry, record.id, people, encounter)
            case .noteWritten(let author, let text):
                let type = JSONValue.concept(.loinc, "11506-3", "Progress note")
                let document = Document(type: type, author: author, text: text, isCurrent: true)
                return document.resource(entry, record.id, people, encounter)
            default: return nil
            }
        }
    }

    private struct Document {
        let type: JSONValue
        let author: SeatNumber
        let text: Erasable<String>
        let isCurrent: Bool

        /// What was erased has a title and no text.
        func resource(
            _ entry: VisitRecord.Entry,
            _ visit: ConsultationID,
            _ people: FHIRPeople,
            _ encounter: FHIRResource
        ) -> FHIRResource {
            let attachment: [String: JSONValue?] = [
                "contentType": "text/plain; charset=utf-8", "creation": .time(entry.time),
                "data": text.value.map { .text(Data($0.utf8).base64EncodedString()) },
                "title": text.value == nil ? "Erased" : nil,
            ]
            return FHIRResource(
                "DocumentReference",
                of: visit,
                seq: entry.seq,
                [
                    "status": isCurrent ? "current" : "superseded", "docStatus": "final", "type": type,
                    "subject": people.subject, "date": .time(entry.time), "author": [people.reference(to: author)],
                    "content": [["attachment": .element(attachment)]],
                    "context": ["encounter": [.reference(encounter)]],
                ]
            )
        }
    }
}
