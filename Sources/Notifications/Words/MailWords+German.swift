extension MailWords {
    static let german = MailWords(
        greeting: "Guten Tag {name},",
        somebody: "jemandem, dessen Name nicht mehr bekannt ist",
        when: "Wann",
        length: "Dauer",
        minutes: "{minutes} Minuten",
        place: "Wo",
        online: "online",
        clinic: "in der Praxis",
        toVisit: "Die Sprechstunde findet auf dieser Seite statt:",
        toSummary: "Melden Sie sich auf dieser Seite an, um sie zu lesen:",
        openPage: "Öffnen Sie diese Seite:",
        useCode: "Verwenden Sie diesen Code:",
        closing: "Diese E-Mail wurde automatisch verschickt. Antworten darauf werden nicht gelesen.",
        calendarVirtual: "Videosprechstunde mit {other}",
        calendarInPerson: "Termin mit {other}",
        invitation: Visit(
            subject: "Ihr Termin am {date}",
            virtual: "Für Sie wurde eine Videosprechstunde mit {other} gebucht.",
            inPerson: "Für Sie wurde ein Termin mit {other} gebucht."
        ),
        change: Visit(
            subject: "Ihr Termin hat sich geändert: {date}",
            virtual: "Ihre Videosprechstunde mit {other} hat sich geändert. Es gilt nun:",
            inPerson: "Ihr Termin mit {other} hat sich geändert. Es gilt nun:"
        ),
        cancellation: Visit(
            subject: "Abgesagt: Ihr Termin am {date}",
            virtual: "Ihre Videosprechstunde mit {other} wurde abgesagt.",
            inPerson: "Ihr Termin mit {other} wurde abgesagt."
        ),
        sentAway: Visit(
            subject: "Für Sie abgesagt: der Termin am {date}",
            virtual: "Sie nehmen an der Videosprechstunde mit {other} nicht mehr teil.",
            inPerson: "Sie nehmen am Termin mit {other} nicht mehr teil."
        ),
        reminder: Visit(
            subject: "Erinnerung: Ihr Termin am {date}",
            virtual: "Sie haben bald eine Videosprechstunde mit {other}.",
            inPerson: "Sie haben bald einen Termin mit {other}."
        ),
        summary: Visit(
            subject: "Die Zusammenfassung Ihres Termins am {date}",
            virtual: "Die Zusammenfassung Ihrer Videosprechstunde mit {other} liegt vor.",
            inPerson: "Die Zusammenfassung Ihres Termins mit {other} liegt vor."
        ),
        registration: Letter(
            subject: "Bestätigen Sie Ihre Registrierung",
            text: "Jemand, vermutlich Sie, möchte sich mit dieser Adresse registrieren.",
            ending:
                "Sie werden nach dem Passwort gefragt, das Sie gewählt haben. Das ist einen Tag lang möglich. Wenn Sie "
                + "es nicht waren, müssen Sie nichts tun: Es wird kein Konto angelegt."
        ),
        alreadyHere: Letter(
            subject: "Sie haben bereits ein Konto",
            text:
                "Jemand, vermutlich Sie, wollte sich mit dieser Adresse registrieren. Dafür gibt es bereits ein Konto: "
                + "Melden Sie sich mit Ihrem Passwort an, oder fordern Sie ein neues an, wenn Sie es vergessen haben.",
            ending: "Wenn Sie es nicht waren, müssen Sie nichts tun."
        ),
        reset: Letter(
            subject: "Wählen Sie ein neues Passwort",
            text: "Jemand, vermutlich Sie, hat das Passwort dieses Kontos vergessen und möchte ein neues wählen.",
            ending: "Das ist einmal und nur eine Stunde lang möglich. Wenn Sie es nicht waren, müssen Sie nichts tun."
        ),
        welcome: Letter(
            subject: "Ihr neues Konto",
            text: "Für Sie wurde ein Konto angelegt. Bitte wählen Sie Ihr Passwort.",
            ending:
                "Das ist einmal und nur eine Stunde lang möglich. Danach können Sie dort, wo Sie sich anmelden, ein "
                + "neues Passwort anfordern."
        ),
        emailChange: Letter(
            subject: "Bitte bestätigen Sie Ihre neue E-Mail-Adresse",
            text: "Jemand, vermutlich Sie selbst, möchte diese Adresse künftig für sein Konto verwenden.",
            ending:
                "Sie werden nach dem Passwort des Kontos gefragt. Das ist eine Stunde lang möglich. Wenn Sie es nicht "
                + "waren, müssen Sie nichts tun: Es ändert sich nichts."
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
