import Core

/// What is asked, by whom.
enum ListRequest: CaseIterable {
    case first, deep, deepByCursor, byStatus, byProvider, byCreation, ofADoctor, byRareName, byFrequentName, ownFirst,
        ownDeep, ownByStatus
    case statistics, ownStatistics, detail, transcript, longTranscript

    enum Asker: CaseIterable {
        case staff, doctor

        var email: String {
            switch self {
            case .staff: "staff@clinic.example"
            case .doctor: "doctor0@clinic.example"
            }
        }
    }

    var asker: Asker {
        switch self {
        case .ownFirst, .ownDeep, .ownByStatus, .ownStatistics, .detail, .transcript, .longTranscript: .doctor
        case .first, .deep, .deepByCursor, .byStatus, .byProvider, .byCreation, .ofADoctor, .byRareName,
            .byFrequentName,
            .statistics:
            .staff
        }
    }

    var name: String {
        switch self {
        case .first: "all, first page"
        case .deep: "all, the page in the middle"
        case .deepByCursor: "all, from the middle by cursor"
        case .byStatus: "all that ended, first page"
        case .byProvider: "all of one provider, first page"
        case .byCreation: "all, newest first"
        case .ofADoctor: "all of one doctor (a tenth), first page"
        case .byRareName: "all with one in five hundred's name, first page"
        case .byFrequentName: "all with a name that everybody has, first page"
        case .ownFirst: "a doctor's own (a tenth), first page"
        case .ownDeep: "a doctor's own, the page in the middle"
        case .ownByStatus: "a doctor's own that ended, first page"
        case .statistics: "statistics of all"
        case .ownStatistics: "statistics of a doctor"
        case .detail: "one consultation"
        case .transcript: "a transcript of usual length"
        case .longTranscript: "50 messages in the middle of 10,000"
        }
    }

    func path(_ number: Int, _ database: ListDatabase, _ count: Int) -> String {
        let list = "consultations/?page_size=20"
        let one = database.own[number % database.own.count]
        return switch self {
        case .first: list
        case .deep: list + "&page=\(max(1, count / 40))"
        case .deepByCursor: list + "&cursor=\(database.middle)"
        case .byStatus: list + "&status=ended"
        case .byProvider: list + "&provider=jitsi"
        case .byCreation: list + "&ordering=-created_at"
        case .ofADoctor: list + "&doctor=\(database.doctors[1])"
        case .byRareName: list + "&search=mara%20quist"
        case .byFrequentName: list + "&search=exam"
        case .ownFirst: list + "&ordering=-scheduled_start"
        case .ownDeep: list + "&page=\(max(1, count / 400))"
        case .ownByStatus: list + "&status=ended"
        case .statistics, .ownStatistics: "consultations/stats/"
        case .detail: "consultations/\(one)/"
        case .transcript: "consultations/\(one)/messages/"
        case .longTranscript: "consultations/\(database.long)/messages/?after=5000"
        }
    }
}
