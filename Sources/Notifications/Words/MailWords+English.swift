extension MailWords {
    static let english = MailWords(
        greeting: "Hello {name},",
        somebody: "somebody whose name is no longer known",
        when: "When",
        length: "Length",
        minutes: "{minutes} minutes",
        place: "Where",
        online: "online",
        clinic: "at the clinic",
        toVisit: "The visit takes place on this page:",
        toSummary: "Sign in on this page to read it:",
        openPage: "Open this page:",
        useCode: "Use this code:",
        closing: "This is an automatic message. Replies to it are not read.",
        calendarVirtual: "Video visit with {other}",
        calendarInPerson: "Appointment with {other}",
        invitation: Visit(
            subject: "Your appointment on {date}",
            virtual: "A video visit with {other} has been booked for you.",
            inPerson: "An appointment with {other} has been booked for you."
        ),
        change: Visit(
            subject: "Your appointment has changed: {date}",
            virtual: "Your video visit with {other} has changed. The new details are:",
            inPerson: "Your appointment with {other} has changed. The new details are:"
        ),
        cancellation: Visit(
            subject: "Cancelled: your appointment on {date}",
            virtual: "Your video visit with {other} has been cancelled.",
            inPerson: "Your appointment with {other} has been cancelled."
        ),
        sentAway: Visit(
            subject: "Cancelled for you: the appointment on {date}",
            virtual: "You no longer take part in the video visit with {other}.",
            inPerson: "You no longer take part in the appointment with {other}."
        ),
        reminder: Visit(
            subject: "Reminder: your appointment on {date}",
            virtual: "You have a video visit with {other} soon.",
            inPerson: "You have an appointment with {other} soon."
        ),
        summary: Visit(
            subject: "The summary of your visit on {date}",
            virtual: "The summary of your video visit with {other} is ready.",
            inPerson: "The summary of your appointment with {other} is ready."
        ),
        registration: Letter(
            subject: "Confirm your registration",
            text: "Somebody, probably you, wants to register with this address.",
            ending: "You will be asked for the password that you chose. This works for one day. If it was not you, you "
                + "need not do anything: no account is created."
        ),
        alreadyHere: Letter(
            subject: "You already have an account",
            text:
                "Somebody, probably you, wanted to register with this address. It already has an account: sign in with "
                + "your password, or ask for a new one if you have forgotten it.",
            ending: "If it was not you, you need not do anything."
        ),
        reset: Letter(
            subject: "Choose a new password",
            text: "Somebody, probably you, has forgotten the password of this account and wants to choose a new one.",
            ending: "This works once, and for one hour. If it was not you, you need not do anything."
        ),
        welcome: Letter(
            subject: "Your new account",
            text: "An account has been created for you. Please choose your password.",
            ending: "This works once, and for one hour. After that, ask for a new password where you sign in."
        ),
        emailChange: Letter(
            subject: "Confirm your new e-mail address",
            text: "Somebody, probably you, wants to use this address for their account from now on.",
            ending:
                "You will be asked for the password of the account. This works for one hour. If it was not you, you need "
                + "not do anything: nothing changes."
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
