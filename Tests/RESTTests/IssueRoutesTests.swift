import Actors
import Core
import Foundation
import HTTPTypes
import REST
import Testing

@Suite struct IssueRoutesTests {
    private static let path = "/telemedicine/api/technical-issues/"

    private static func body(of issue: IssueSummary, _ more: String = "") -> String {
        """
        {"consultation_id": "\(issue.consultation)", "category": "audio", "severity": "blocking",
        "description": "No sound"\(more)}
        """
    }

    @Test func aReportGoesToItsConsultation() async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        let body = Self.body(of: issue, #", "diagnostics": {"z": [1, null, 2.5], "a": {"b": true}}"#)
        let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: body)
        #expect(answer.status == 201)
        #expect(answer.headers[.location] == "\(Self.path)\(issue.id)/")
        let command = ConsultationCommand.reportIssue(
            .audio,
            .blocking,
            description: "No sound",
            diagnostics: #"{"a":{"b":true},"z":[1,null,2.5]}"#
        )
        #expect(clinic.desk.questions.last?.id == issue.consultation)
        #expect(clinic.desk.questions.last?.request == .perform(command, by: clinic.patient.id, id: nil))
        let json = try answer.json
        #expect(json["person_name"] as? String == "Ben" && json["status"] as? String == "open")
        #expect((json["diagnostics"] as? [String: Any])?["tries"] as? Int == 2)
        #expect(json["resolution"] is NSNull && json["assignee_id"] is NSNull && json["quality"] is NSNull)
    }

    @Test(arguments: [
        (#"{"consultation_id": "x"}"#, ["category", "consultation_id", "description", "severity"]),
        (#""category": "noise""#, ["category"]), (#""severity": 3"#, ["severity"]),
        (#""description": """#, ["description"]), (#""diagnostics": "text""#, ["diagnostics"]),
        (#""diagnostics": [1]"#, ["diagnostics"]), (#""status": "resolved""#, ["status"]),
    ])
    func nonsenseIsRefused(change: String, fields: [String]) async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        var body = change
        if !change.hasPrefix("{") {
            let name = String(change.split(separator: ":")[0])
            let lines = [
                #""consultation_id": "\#(issue.consultation)""#, #""category": "audio""#, #""severity": "minor""#,
                #""description": "No sound""#,
            ]
            body = "{" + (lines.filter { !$0.hasPrefix(name) } + [change]).joined(separator: ", ") + "}"
        }
        let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: body)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try answer.errors.keys.sorted() == fields)
        #expect(clinic.desk.questions.isEmpty)
    }

    @Test func diagnosticsHaveALimit() async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        func status(_ count: Int) async throws -> Int {
            let text = String(repeating: "x", count: count - #"{"a":""}"#.utf8.count)
            let body = Self.body(of: issue, #", "diagnostics": {"a": "\#(text)"}"#)
            return try await clinic.send(.post, Self.path, as: clinic.patient, body: body).status
        }
        #expect(try await status(Limits().diagnosticsBytesMax) == 201)
        #expect(try await status(Limits().diagnosticsBytesMax + 1) == 400)
    }

    @Test func theListIsNarrowedToWhatOneMayKnow() async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        let filters =
            "?status=open&severity=blocking&category=audio&consultation=\(issue.consultation)&ordering=-created_at"
        for user in [clinic.patient, clinic.doctor, clinic.staff, clinic.admin] {
            let answer = try await clinic.send(.get, Self.path + filters, as: user)
            #expect(try answer.results.map { $0["id"] as? String } == [issue.id.description])
            var query = IssueQuery(
                status: .open,
                severity: .blocking,
                category: .audio,
                consultation: issue.consultation,
                order: .newestFirst
            )
            query.reader = [clinic.patient.id, clinic.doctor.id].contains(user.id) ? user.id : nil
            #expect(clinic.issues.query == query)
        }
        for filter in ["status=new", "severity=high", "category=x", "consultation=1", "assignee=me", "search=x"] {
            #expect(try await clinic.send(.get, "\(Self.path)?\(filter)", as: clinic.staff).status == 400)
        }
    }

    @Test func anIssueIsForItsReporterItsHostsAndStaff() async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        let path = "\(Self.path)\(issue.id)/"
        for user in [clinic.patient, clinic.doctor, clinic.staff, clinic.admin] {
            #expect(try await clinic.send(.get, path, as: user).status == 200)
        }
        clinic.catalog.hold(CatalogPage(total: 0, items: []))
        #expect(try await clinic.send(.get, path, as: clinic.doctor).status == 404)
        #expect(try await clinic.send(.get, "\(Self.path)\(UUID().uuidString)/", as: clinic.staff).status == 404)
        #expect(try await clinic.send(.get, "\(Self.path)nonsense/", as: clinic.staff).status == 404)
    }

    @Test func staffTakeItGiveItAwayAndResolveIt() async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        let path = "\(Self.path)\(issue.id)/"
        let staff = clinic.staff.id
        #expect(try await clinic.send(.post, path + "assign/", as: clinic.staff).status == 200)
        #expect(clinic.desk.questions.last?.request == .assignIssue(7, to: staff, by: staff))
        let other = #"{"person_id": "\#(clinic.admin.id)"}"#
        #expect(try await clinic.send(.post, path + "assign/", as: clinic.staff, body: other).status == 200)
        #expect(clinic.desk.questions.last?.request == .assignIssue(7, to: clinic.admin.id, by: staff))
        #expect(try await clinic.send(.delete, path + "assign/", as: clinic.staff).status == 200)
        #expect(clinic.desk.questions.last?.request == .assignIssue(7, to: nil, by: staff))
        let note = #"{"note": "Another browser helped."}"#
        #expect(try await clinic.send(.post, path + "resolve/", as: clinic.admin, body: note).status == 200)
        let resolve = ConsultationRequest.resolveIssue(7, note: "Another browser helped.", by: clinic.admin.id)
        #expect(clinic.desk.questions.last?.request == resolve)
        clinic.desk.reply(.refused(.resolved))
        let again = try await clinic.send(.post, path + "resolve/", as: clinic.staff, body: note)
        #expect(again.status == 409)
        #expect(try again.code == "resolved")
    }

    @Test func nobodyElseChangesIt() async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        for user in [clinic.patient, clinic.doctor] {
            for (method, rest) in [(HTTPRequest.Method.post, "assign/"), (.delete, "assign/"), (.post, "resolve/")] {
                let body = method == .post ? #"{"note": "x"}"# : nil
                let answer = try await clinic.send(method, "\(Self.path)\(issue.id)/\(rest)", as: user, body: body)
                #expect(answer.status == 403)
            }
        }
        let doctor = #"{"person_id": "\#(clinic.doctor.id)"}"#
        let path = "\(Self.path)\(issue.id)/assign/"
        #expect(try await clinic.send(.post, path, as: clinic.staff, body: doctor).status == 400)
        #expect(clinic.desk.questions.isEmpty)
    }

    @Test func whatSocketsBroughtIsShownAsAnObject() async throws {
        let clinic = try await Clinic()
        var issue = clinic.reportedIssue()
        issue.diagnostics = .present("no JSON")
        issue.description = .erased
        issue.resolution = .init(person: clinic.staff.id, time: Example.start, note: .erased)
        clinic.issues.hold([issue])
        let json = try await clinic.send(.get, "\(Self.path)\(issue.id)/", as: clinic.staff).json
        #expect((json["diagnostics"] as? [String: String]) == ["text": "no JSON"])
        #expect(json["description"] is NSNull)
        #expect((json["resolution"] as? [String: Any])?["note"] is NSNull)
    }
}
