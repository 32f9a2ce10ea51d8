/// The storage encoding; the labels of exceptions are kept apart, because they are sealed.
extension Availability {
    package func write(to writer: inout StorageWriter) {
        writer.write(specialties) { $0.write($1) }
        writer.write(zone.description)
        writer.write(weekly) { writer, hours in
            writer.write(hours.weekday)
            writer.write(hours.minutes)
        }
        writer.write(exceptions) { writer, exception in
            writer.write(UInt64(exception.kind.rawValue))
            writer.write(exception.first)
            writer.write(exception.last)
            writer.write(exception.minutes)
        }
        writer.write(slotMinutes)
        writer.write(bufferMinutes)
        writer.write(leadMinutes)
        writer.write(noticeMinutes)
        writer.write(horizonDays)
        writer.write(isAccepting)
    }

    /// Without labels.
    package init(from reader: inout StorageReader) throws(StorageError) {
        let specialties = try reader.array { reader throws(StorageError) in try reader.string() }
        guard let zone = TimeZoneName(try reader.string()) else { throw .invalid(field: "zone") }
        let weekly = try reader.array { reader throws(StorageError) in try Hours(from: &reader) }
        let exceptions = try reader.array { reader throws(StorageError) in try Exception(from: &reader) }
        self.init(
            specialties: specialties,
            zone: zone,
            weekly: weekly,
            exceptions: exceptions,
            slotMinutes: try reader.integer("slot"),
            bufferMinutes: try reader.integer("buffer"),
            leadMinutes: try reader.integer("lead"),
            noticeMinutes: try reader.integer("notice"),
            horizonDays: try reader.integer("horizon"),
            isAccepting: try reader.bool()
        )
        // What divides time can't be nothing.
        guard slotMinutes > 0, slotMinutes <= BookingPlan.minutes.upperBound, bufferMinutes < 1 << 20,
            leadMinutes < 1 << 20, noticeMinutes < 1 << 20, horizonDays < 1 << 20, bufferMinutes >= 0, leadMinutes >= 0,
            noticeMinutes >= 0, horizonDays >= 0
        else { throw .invalid(field: "availability") }
    }

    /// The labels, in the order of the exceptions; `nil` if they were erased.
    package func storedLabels() -> [UInt8]? {
        var writer = StorageWriter()
        guard exceptions.allSatisfy({ $0.label != .erased }) else { return nil }
        writer.write(exceptions) { $0.write($1.label.value ?? "") }
        return writer.bytes
    }

    /// Gives each exception its label; `nil` means that they were erased.
    package mutating func readLabels(_ bytes: [UInt8]?) throws(StorageError) {
        guard let bytes else { return }
        var reader = StorageReader(bytes)
        let labels = try reader.array { reader throws(StorageError) in try reader.string() }
        try reader.end()
        guard labels.count == exceptions.count else { throw .invalid(field: "labels") }
        exceptions = zip(exceptions, labels).map { exception, label in
            Exception(
                kind: exception.kind,
                first: exception.first,
                last: exception.last,
                minutes: exception.minutes,
                label: .present(label)
            )
        }
    }
}

extension Availability.Hours {
    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        let weekday: Int = try reader.integer("weekday")
        guard (1...7).contains(weekday) else { throw .invalid(field: "weekday") }
        self.init(weekday: weekday, minutes: try reader.minutes())
    }
}

extension Availability.Exception {
    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        self.init(
            kind: try reader.choice("kind"),
            first: try reader.date(),
            last: try reader.date(),
            minutes: try reader.minutes(),
            label: .erased
        )
    }
}

extension StorageWriter {
    fileprivate mutating func write(_ minutes: Range<Int>) {
        write(minutes.lowerBound)
        write(minutes.upperBound)
    }

    fileprivate mutating func write(_ date: LocalDate) {
        write(UInt64(bitPattern: date.daysSince1970))
    }
}

extension StorageReader {
    fileprivate mutating func minutes() throws(StorageError) -> Range<Int> {
        let lower: Int = try integer("minutes")
        let upper: Int = try integer("minutes")
        guard lower <= upper, upper <= Availability.day.upperBound else { throw .invalid(field: "minutes") }
        return lower..<upper
    }

    fileprivate mutating func date() throws(StorageError) -> LocalDate {
        let days = Int64(bitPattern: try unsigned())
        // Beyond the years that can be written.
        guard (-1_000_000...4_000_000).contains(days) else { throw .invalid(field: "date") }
        return LocalDate(daysSince1970: days)
    }
}
