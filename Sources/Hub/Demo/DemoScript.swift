import Wire

/// The visit that `hub demo` plays.
///
/// Nobody reads lines from this page: each person's column shows only what the hub told that person, and the script waits
/// until it did.
struct DemoScript: Sendable {
    let steps: [DemoStep]

    static let visit = DemoScript(steps: [
        .chapter("The doctor opens the visit"),
        .doctor(.arrives),
        .doctor(.sees(.inRoom(.doctor))),

        .chapter("The patient arrives, and waits to be let in"),
        .patient(.arrives),
        .doctor(.sees(.waiting(.patient))),
        .patient(.isRefused(.say("Hello? Is anybody there?"), .notInRoom)),

        .chapter("The doctor lets the patient in"),
        .doctor(.does(.admit(.patient))),
        .patient(.sees(.inRoom(.patient))),
        .patient(.sees(.newView)),
        .doctor(.does(.start)),
        .patient(.sees(.status(.active))),

        .chapter("They talk"),
        .doctor(.types),
        .patient(.sees(.typing(.doctor))),
        .doctor(.says("Good morning! How has the new medicine been?")),
        .patient(.sees(.said("Good morning! How has the new medicine been?"))),
        .patient(.types),
        .doctor(.sees(.typing(.patient))),
        .patient(.says("Better, thank you. Only the first two days were hard.")),
        .doctor(.sees(.said("Better, thank you. Only the first two days were hard."))),

        .chapter("The patient's connection drops, and comes back"),
        .patient(.losesConnection),
        .doctor(.sees(.reconnecting(.patient))),
        .doctor(.says("I can see that you lost the connection. No hurry.")),
        .doctor(.says("Please take it with breakfast from now on.")),
        .patient(.comesBack),
        .patient(.sees(.caughtUp(2))),
        .doctor(.sees(.isBack(.patient))),
        .patient(.says("I am back. With breakfast, understood.")),
        .doctor(.sees(.said("I am back. With breakfast, understood."))),

        .chapter("A short break"),
        .doctor(.does(.hold)),
        .patient(.sees(.status(.onHold))),
        .doctor(.does(.resume)),
        .patient(.sees(.status(.active))),

        .chapter("Consent, and a note that only doctors can read"),
        .patient(.does(.consent(.recording))),
        .doctor(.sees(.consent(.recording))),
        .doctor(.does(.note("Tolerates the medicine after two days. Continue, with breakfast."))),

        .chapter("The visit ends"),
        .doctor(.does(.end)),
        .patient(.sees(.visitOver)),
        .doctor(.sees(.visitOver)),
    ])
}

/// One line of the story.
enum DemoStep: Sendable {
    case chapter(String)
    case doctor(DemoDeed)
    case patient(DemoDeed)
}

/// What somebody does, or has to see before the story goes on.
enum DemoDeed: Sendable {
    case arrives
    case types
    case says(String)
    case does(DemoCommandWord)
    /// The hub has to say no, with this code.
    case isRefused(DemoCommandWord, ErrorCode)
    case losesConnection
    case comesBack
    case sees(DemoSight)
}
