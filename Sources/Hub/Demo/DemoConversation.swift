import Client
import Wire

/// `hub demo --interactive`: a person types as one of the two, a ``DemoCompanion`` is the other.
struct DemoConversation: Sendable {
    /// Updates that the companion has not reacted to yet.
    private static let unreadMax = 1000

    let cast: DemoCast
    let screen: DemoScreen
    let format: MessageFormat
    /// The companion's pause before each deed.
    let pace: Duration

    func run(as part: DemoPart) async throws -> DemoReport {
        let (echo, continuation) = AsyncStream.makeStream(
            of: ConsultationUpdate.self,
            bufferingPolicy: .bufferingOldest(Self.unreadMax)
        )
        let person = DemoSide(part, try client(part), screen)
        let other = DemoSide(part.other, try client(part.other), screen, echo: continuation)
        screen.heading(cast.names)
        screen.chapter("You are the \(part)")
        for line in DemoKeyboard.help { screen.note(line) }
        screen.chapter("The visit")
        await withTaskGroup { group in
            group.addTask { await other.read() }
            group.addTask { await play(DemoCompanion(part.other), other, echo) }
            await untilOver(person, other)
            await person.close()
            await other.close()
            group.cancelAll()
        }
        return try await report(person, other)
    }

    /// Comes back late enough that one can watch it.
    private func client(_ part: DemoPart) throws -> ConsultationClient {
        var policy = ReconnectPolicy()
        policy.shortest = .seconds(3)
        return try cast.client(of: part, format: format, reconnecting: policy)
    }

    /// Returns when the person's visit is over, or nothing more is typed.
    private func untilOver(_ person: DemoSide, _ other: DemoSide) async {
        await withTaskGroup { group in
            group.addTask { await person.read() }
            group.addTask {
                do {
                    // The doctor is there first, so that the doctor sees the patient come.
                    for side in person.part == .doctor ? [person, other] : [other, person] { try await side.connect() }
                    await type(person)
                } catch {
                    Terminal.complain("hub: \(error)")
                }
            }
            await group.next()
            await person.close()
            group.cancelAll()
        }
    }

    private func type(_ person: DemoSide) async {
        for await line in DemoKeyboard.lines() {
            switch DemoKeyboard.entry(line, by: person.part) {
            case .command(let word): await person.attempt(word)
            case .drop: await person.drop()
            case .help: for line in DemoKeyboard.help { screen.note(line) }
            case .unknown(let text): screen.note("There is no \(text); /help shows what there is.")
            case nil: break
            }
        }
        // Cancelled when the visit was over before.
        if !Task.isCancelled { await person.attempt(.leave) }
    }

    private func play(_ companion: DemoCompanion, _ side: DemoSide, _ echo: AsyncStream<ConsultationUpdate>) async {
        var companion = companion
        for await update in echo {
            for word in companion.reaction(to: update, await side.view) {
                // Cancelled only when the visit is over: then there is nothing more to do.
                guard (try? await Task.sleep(for: pace)) != nil else { return }
                await side.attempt(word)
            }
        }
    }

    private func report(_ person: DemoSide, _ other: DemoSide) async throws -> DemoReport {
        var sides: [DemoReport.Side] = []
        for side in [person, other] {
            sides.append(.init(part: side.part, tally: await side.tally, refusals: 0))
        }
        return DemoReport(
            sides: sides,
            transcripts: [person.part: try await cast.transcript(for: person.part)],
            names: await person.view.names
        )
    }
}
