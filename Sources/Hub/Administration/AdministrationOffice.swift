import Auth
import Core
import Persistence
import REST
import Wire

/// Does what administrators' commands ask, in the running hub or, when none runs, in the command itself.
struct AdministrationOffice: Sendable {
    let people: PeopleDesk
    let store: Store
    let clocks: any Clocks
    /// Told after a consultation's key was destroyed.
    let onErased: @Sendable (ConsultationID) -> Void
    /// Told of the signing keys after one was added.
    let onRotated: @Sendable (SigningKeys) async throws -> Void

    func answer(_ request: AdministrationRequest) async -> AdministrationAnswer {
        switch request {
        case .addUser(let user): await people.add(user)
        case .listUsers(let search): await people.list(search)
        case .changeUser(let change): await people.change(change)
        case .setPassword(let password): await people.setPassword(password)
        case .erase(let erasure): await erase(erasure.consultation)
        case .rotateKeys: await rotateKeys()
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
        do {
            let time = try await store.erase(id, at: clocks.now())
            onErased(id)
            return .done(id: id.description, detail: time.rfc3339)
        } catch EraseRefusal.unknown {
            return .refused(.notFound, "There is no such consultation or booking.")
        } catch EraseRefusal.notOver {
            return .refused(.wrongStatus, "The visit is not over. End or cancel it first.")
        } catch let error as KeyStoreError {
            return .refused(.busy, error.reason)
        } catch {
            return .refused(.busy, "The consultation can't be read.")
        }
    }
}
