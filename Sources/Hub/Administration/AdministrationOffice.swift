import Auth
import Core
import Persistence
import REST
import Wire

/// Does what administrators' commands ask, in the running hub or, when none runs, in the command itself.
struct AdministrationOffice: Sendable {
    let people: PeopleDesk
    let store: Store
    let audit: any AuditTrail
    let clocks: any Clocks
    let eraser: Eraser
    let personEraser: PersonEraser
    /// Told of the signing keys after one was added.
    let onRotated: @Sendable (SigningKeys) async throws -> Void

    /// Does it, whoever records it.
    func perform(_ request: AdministrationRequest) async -> AdministrationAnswer {
        switch request {
        case .addUser(let user): await people.add(user)
        case .listUsers(let search): await people.list(search)
        case .changeUser(let change): await people.change(change)
        case .setPassword(let password): await people.setPassword(password)
        case .eraseUser(let erasure): await people.erase(erasure.person, with: personEraser)
        case .erase(let erasure): await erase(erasure.consultation)
        case .rotateKeys: await rotateKeys()
        // The row is all that there is to do.
        case .read(let reading): .done(id: reading.consultation ?? reading.purpose.rawValue)
        }
    }

    private func rotateKeys() async -> AdministrationAnswer {
        do {
            let keys = try KeyRing(store.keys, clocks: clocks).rotate()
            try await onRotated(keys)
            return .done(id: try keys.signingID)
        } catch {
            return .refused(.busy, "The key file can't be written.")
        }
    }

    private func erase(_ text: String) async -> AdministrationAnswer {
        guard let id = ConsultationID(text) else { return .refused(.invalid, "That is not the id of a consultation.") }
        do throws(Refusal) {
            let certificate = try await eraser.erase(id, .requested, by: .hub)
            var answer = AdministrationAnswer.done(id: id.description, detail: certificate.erasure.erased.rfc3339)
            answer.certificate = certificate
            return answer
        } catch {
            return .refused(ErrorCode(error), Self.eraseDetail(error))
        }
    }

    private static func eraseDetail(_ refusal: Refusal) -> String {
        switch refusal {
        case .notFound: "There is no such consultation or booking."
        case .wrongStatus: "The visit is not over. End or cancel it first."
        case .legalHold: "A legal hold keeps it. Lift that first."
        default: "The consultation can't be read or written at the moment."
        }
    }
}
