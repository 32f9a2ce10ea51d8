import Actors
import Auth
import Core
import Wire

/// What the console does with people who are there, as `users/` does it over REST.
extension PeopleDesk {
    /// So many fit a line of the administration socket, however long names are.
    static let pageSize = 12

    func list(_ search: AdministrationRequest.UserSearch) async -> AdministrationAnswer {
        let role = search.role.flatMap { Role(ofPerson: $0) }
        guard (role == nil) == (search.role == nil) else { return .refused(.invalid, "There is no such role.") }
        let query = PeopleQuery(
            role: role,
            isDisabled: search.isDisabled,
            words: search.search.map(PeopleWords.query) ?? [],
            offset: search.offset,
            limit: Self.pageSize
        )
        return await answer { () throws(Refusal) in
            let page = try await directory.people(query)
            var answer = AdministrationAnswer(ok: true)
            answer.people = page.items.map { AdministrationAnswer.Person($0.user) }
            answer.count = page.total
            return answer
        }
    }

    /// What somebody had open ends with being kept out, and so it does before they are let in again.
    func change(_ wish: AdministrationRequest.UserChange) async -> AdministrationAnswer {
        var change = Directory.Change()
        change.role = wish.role.flatMap { Role(ofPerson: $0) }
        change.isDisabled = wish.isDisabled
        guard (change.role == nil) == (wish.role == nil) else { return .refused(.invalid, "There is no such role.") }
        return await answer { [change] () throws(Refusal) in
            let id = try await person(wish.email)
            if change.isDisabled == false { try await accounts.endAll(.disabled, of: id, by: .hub) }
            _ = try await directory.change(id, change, by: .hub)
            if change.isDisabled == true { try await accounts.endAll(.disabled, of: id, by: .hub) }
            return .done(id: id.description)
        }
    }

    func setPassword(_ new: AdministrationRequest.NewPassword) async -> AdministrationAnswer {
        let hash: String
        do throws(PasswordError) {
            hash = try await passwords.hash(new.password)
        } catch {
            return .refused(error == .busy ? .busy : .invalid, error.description)
        }
        return await answer { () throws(Refusal) in
            let id = try await person(new.email)
            try await accounts.setPassword(
                to: hash,
                removingSecondFactor: new.removesSecondFactor,
                of: id,
                by: .hub
            )
            return .done(id: id.description)
        }
    }

    /// Whoever it is goes for ever; an id may be that of somebody who is erased already.
    func erase(_ text: String, with eraser: PersonEraser) async -> AdministrationAnswer {
        do {
            let id = if let id = PersonID(text) { id } else { try await person(text) }
            let certificate = try await eraser.erase(id, by: .hub)
            var answer = AdministrationAnswer.done(id: id.description, detail: certificate.erasure.erased.rfc3339)
            answer.personCertificate = certificate
            return answer
        } catch let refusal as PersonErasureRefusal {
            return .refused(code: refusal.code, detail: refusal.text)
        } catch let refusal as Refusal where refusal != .notFound {
            let code = ErrorCode(refusal)
            return .refused(code, code.text)
        } catch {
            return .refused(.notFound, "There is nobody with this address.")
        }
    }

    private func person(_ email: String) async throws(Refusal) -> PersonID {
        guard let address = EmailAddress(email) else { throw .invalid }
        guard let user = try await directory.user(address) else { throw .notFound }
        return user.id
    }

    private func answer(_ body: () async throws(Refusal) -> AdministrationAnswer) async -> AdministrationAnswer {
        do throws(Refusal) {
            return try await body()
        } catch .notFound {
            return .refused(.notFound, "There is nobody with this address.")
        } catch {
            let code = ErrorCode(error)
            return .refused(code, code.text)
        }
    }
}

extension AdministrationAnswer.Person {
    fileprivate init(_ user: User) {
        self.init(
            id: user.id.description,
            role: user.role.name,
            email: user.email.value?.text,
            name: user.name.value,
            isDisabled: user.isDisabled
        )
    }
}
