extension MailWords {
    static let english = MailWords(
        greeting: "Hello {name},",
        somebody: "somebody who is not known any more",
        when: "When",
        length: "Length",
        minutes: "{minutes} minutes",
        place: "Where",
        online: "online",
        clinic: "at the clinic",
        toVisit: "The visit begins on this page:",
        toSummary: "It can be read on this page, after signing in:",
        openPage: "Open this page:",
        useCode: "Use this code:",
        closing: "This mail was written by a program. Nobody reads answers to it.",
        calendarVirtual: "Video visit: {other}",
        calendarInPerson: "Appointment: {other}",
        invitation: Visit(
            subject: "Your appointment on {date}",
            virtual: "A video visit with {other} is booked for you.",
            inPerson: "An appointment with {other} is booked for you."
        ),
        change: Visit(
            subject: "Your appointment has changed: {date}",
            virtual: "Your video visit with {other} has changed. This is what counts now:",
            inPerson: "Your appointment with {other} has changed. This is what counts now:"
        ),
        cancellation: Visit(
            subject: "Cancelled: your appointment on {date}",
            virtual: "Your video visit with {other} will not take place.",
            inPerson: "Your appointment with {other} will not take place."
        ),
        reminder: Visit(
            subject: "Reminder: your appointment on {date}",
            virtual: "Soon you have a video visit with {other}.",
            inPerson: "Soon you have an appointment with {other}."
        ),
        summary: Visit(
            subject: "The summary of your visit on {date}",
            virtual: "The summary of your video visit with {other} is there.",
            inPerson: "The summary of your appointment with {other} is there."
        ),
        registration: Letter(
            subject: "Confirm your registration",
            text: "Somebody, probably you, wants to register with this address.",
            ending: "It asks for the password that you chose then, and is good for a day. If it was not you, there is "
                + "nothing to do, and no account is made."
        ),
        alreadyHere: Letter(
            subject: "You are registered already",
            text:
                "Somebody, probably you, wanted to register with this address. It has an account already: sign in with "
                + "your password, or ask for a new one if you have lost it.",
            ending: "If it was not you, there is nothing to do."
        ),
        reset: Letter(
            subject: "Choose a new password",
            text: "Somebody, probably you, has lost the password of this account and wants to choose a new one.",
            ending: "It is good for an hour, and once. If it was not you, there is nothing to do."
        ),
        welcome: Letter(
            subject: "You have an account now",
            text: "An account was made for you. Now choose your password.",
            ending: "It is good for an hour, and once. After that, ask for a new password where you sign in."
        ),
        emailChange: Letter(
            subject: "Confirm your new e-mail address",
            text: "Somebody, probably you, wants to use this address for their account from now on.",
            ending: "It is good for an hour. If it was not you, there is nothing to do, and nothing changes."
        ),
        emailNotice: Letter(
            subject: "Your e-mail address is about to change",
            text:
                "Somebody, probably you, wants to use another e-mail address for your account. A mail to the new one asks "
                + "for confirmation. From then on you sign in with the new address, and no more mail comes to this one.",
            ending: "If it was not you, somebody knows your password: sign in and choose another one at once."
        ),
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        moment: "{weekday}, {day} {month} {year}, {time} ({zone})",
        date: "{weekday}, {day} {month}, {time}"
    )
}
