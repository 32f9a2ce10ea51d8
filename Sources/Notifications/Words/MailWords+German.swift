extension MailWords {
    static let german = MailWords(
        greeting: "Guten Tag {name},",
        somebody: "jemandem, der nicht mehr bekannt ist",
        when: "Wann",
        length: "Dauer",
        minutes: "{minutes} Minuten",
        place: "Wo",
        online: "online",
        clinic: "in der Praxis",
        toVisit: "Die Sprechstunde beginnt auf dieser Seite:",
        toSummary: "Nach dem Anmelden ist sie auf dieser Seite zu lesen:",
        openPage: "Öffnen Sie diese Seite:",
        useCode: "Verwenden Sie diesen Code:",
        closing: "Diese E-Mail hat ein Programm geschrieben. Antworten darauf liest niemand.",
        calendarVirtual: "Videosprechstunde: {other}",
        calendarInPerson: "Termin: {other}",
        invitation: Visit(
            subject: "Ihr Termin am {date}",
            virtual: "Für Sie ist eine Videosprechstunde mit {other} gebucht.",
            inPerson: "Für Sie ist ein Termin mit {other} gebucht."
        ),
        change: Visit(
            subject: "Ihr Termin hat sich geändert: {date}",
            virtual: "Ihre Videosprechstunde mit {other} hat sich geändert. Jetzt gilt:",
            inPerson: "Ihr Termin mit {other} hat sich geändert. Jetzt gilt:"
        ),
        cancellation: Visit(
            subject: "Abgesagt: Ihr Termin am {date}",
            virtual: "Ihre Videosprechstunde mit {other} findet nicht statt.",
            inPerson: "Ihr Termin mit {other} findet nicht statt."
        ),
        reminder: Visit(
            subject: "Erinnerung: Ihr Termin am {date}",
            virtual: "Bald haben Sie eine Videosprechstunde mit {other}.",
            inPerson: "Bald haben Sie einen Termin mit {other}."
        ),
        summary: Visit(
            subject: "Die Zusammenfassung Ihres Termins am {date}",
            virtual: "Die Zusammenfassung Ihrer Videosprechstunde mit {other} ist da.",
            inPerson: "Die Zusammenfassung Ihres Termins mit {other} ist da."
        ),
        registration: Letter(
            subject: "Bestätigen Sie Ihre Registrierung",
            text: "Jemand, vermutlich Sie, möchte sich mit dieser Adresse registrieren.",
            ending:
                "Dort wird nach dem Passwort gefragt, das Sie dabei gewählt haben. Das geht einen Tag lang. Wenn Sie "
                + "es nicht waren, ist nichts zu tun, und es entsteht kein Konto."
        ),
        alreadyHere: Letter(
            subject: "Sie sind schon registriert",
            text:
                "Jemand, vermutlich Sie, wollte sich mit dieser Adresse registrieren. Sie hat schon ein Konto: Melden "
                + "Sie sich mit Ihrem Passwort an, oder fordern Sie ein neues an, wenn Sie es verloren haben.",
            ending: "Wenn Sie es nicht waren, ist nichts zu tun."
        ),
        reset: Letter(
            subject: "Wählen Sie ein neues Passwort",
            text: "Jemand, vermutlich Sie, hat das Passwort dieses Kontos verloren und möchte ein neues wählen.",
            ending: "Das geht eine Stunde lang und einmal. Wenn Sie es nicht waren, ist nichts zu tun."
        ),
        welcome: Letter(
            subject: "Sie haben jetzt ein Konto",
            text: "Für Sie wurde ein Konto angelegt. Wählen Sie nun Ihr Passwort.",
            ending: "Das geht eine Stunde lang und einmal. Danach fordern Sie dort, wo Sie sich anmelden, ein neues an."
        ),
        emailChange: Letter(
            subject: "Bitte bestätigen Sie Ihre neue E-Mail-Adresse",
            text: "Jemand, vermutlich Sie selbst, möchte diese Adresse künftig für sein Konto verwenden.",
            ending: "Das gilt eine Stunde lang. Wenn Sie es nicht waren, brauchen Sie nichts zu tun, und es ändert "
                + "sich nichts."
        ),
        emailNotice: Letter(
            subject: "Ihre E-Mail-Adresse soll geändert werden",
            text:
                "Jemand, vermutlich Sie selbst, möchte für Ihr Konto künftig eine andere E-Mail-Adresse verwenden. Eine "
                + "E-Mail an die neue Adresse bittet um Bestätigung. Danach melden Sie sich mit der neuen Adresse an, und "
                + "an diese hier kommt keine Post mehr.",
            ending: "Wenn Sie es nicht waren, kennt jemand Ihr Passwort: Melden Sie sich an und wählen Sie sofort ein "
                + "anderes."
        ),
        weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember",
        ],
        moment: "{weekday}, {day}. {month} {year}, {time} Uhr ({zone})",
        date: "{weekday}, {day}. {month}, {time} Uhr"
    )
}
