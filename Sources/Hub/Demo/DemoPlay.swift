import Client
import Foundation
import Wire

/// Plays a ``DemoScript`` with two real connections.
struct DemoPlay: Sendable {
    /// How long the hub may take to show something.
    ///
    /// Longer than a client may wait between two attempts to come back, twice over: a hub that was killed takes a while to
    /// start on a busy machine.
    private static let patience: Duration = .seconds(40)

    let cast: DemoCast
    let screen: DemoScreen
    let format: MessageFormat
    /// The pause before each deed, so that people can follow.
    let pace: Duration

    func run(_ script: DemoScript) async throws -> DemoReport {
        // Should the hub itself go away, both come back as soon as it is there again.
        let policy = ReconnectPolicy()
        let doctor = DemoSide(.doctor, try cast.client(of: .doctor, format: format, reconnecting: policy), screen)
        let patient = DemoSide(.patient, try cast.client(of: .patient, format: format, reconnecting: policy), screen)
        screen.heading(cast.names)
        return try await withThrowingTaskGroup { group in
            group.addTask { await doctor.read() }
            group.addTask { await patient.read() }
            do {
                for step in script.steps { try await play(step, doctor, patient) }
            } catch {
                await doctor.close()
                await patient.close()
                throw error
            }
            await doctor.close()
            await patient.close()
            return try await report(doctor, patient)
        }
    }

    private func play(_ step: DemoStep, _ doctor: DemoSide, _ patient: DemoSide) async throws {
        switch step {
        case .chapter(let title): screen.chapter(title)
        case .doctor(let deed): try await play(deed, by: doctor, before: patient)
        case .patient(let deed): try await play(deed, by: patient, before: doctor)
        }
    }

    private func play(_ deed: DemoDeed, by side: DemoSide, before other: DemoSide) async throws {
        if case .sees(let sight) = deed { return try await wait(for: sight, side) }
        try await Task.sleep(for: pace)
        try await side.isBack()
        try await other.isBack()
        switch deed {
        case .arrives, .comesBack: try await side.connect()
        case .types: try await side.perform(.typing(true))
        case .says(let text):
            try await side.perform(.say(text))
            try await wait(for: .said(text), side)
        case .does(let word): try await side.perform(word)
        case .isRefused(let word, let code): try await side.perform(word, refusedWith: code)
        case .losesConnection: await side.drop()
        case .sees: break
        }
    }

    private func wait(for sight: DemoSight, _ side: DemoSide) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await side.see(sight) }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                throw DemoFailure("The \(side.part) did not see \(sight) within \(Self.patience).")
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func report(_ doctor: DemoSide, _ patient: DemoSide) async throws -> DemoReport {
        var sides: [DemoReport.Side] = []
        var transcripts: [DemoPart: [MessagePage.Message]] = [:]
        for side in [doctor, patient] {
            sides.append(.init(part: side.part, tally: await side.tally, refusals: await side.refusals))
            transcripts[side.part] = try await cast.transcript(for: side.part)
        }
        return DemoReport(sides: sides, transcripts: transcripts, names: await doctor.view.names)
    }
}
