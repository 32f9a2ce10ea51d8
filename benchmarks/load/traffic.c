#include "traffic.h"

#include "clock.h"
#include "member.h"

// Sending -----------------------------------------------------------------------------------------------------------

static void publish(struct member *sender, uint64_t time_ns) {
    struct run *run = sender->run;
    if (sender->state != MEMBER_JOINED) return;
    struct stamp stamp = {.sender = sender->place, .number = ++sender->sent, .time_ns = time_ns};
    sender->times_sent[stamp.number % IN_FLIGHT_MAX] = time_ns;
    stamp_write(run->text, &stamp);
    run->settings.dialect->publish(sender, stamp.number, run->text, run->settings.text_length);
    run->sent_in_all++;
    if (run->is_measuring) run->counts.sent++;
}

static struct member *next_sender(struct room *room) {
    struct member *sender = &room->members[room->next_sender];
    room->next_sender = (room->next_sender + 1) % room->size;
    return sender;
}

static void send_next(struct member *sender) {
    sender->outstanding = copies_of_message(sender->room, sender->run->settings.dialect);
    publish(sender, sender->run->now_ns);
}

// Each message is a write of its own, as programs make them that publish one message after the other. Written together,
// eight messages would cost a server one read.
static void fill_window(struct member *sender) {
    while (sender->outstanding < sender->run->settings.in_flight) {
        sender->outstanding++;
        publish(sender, sender->run->now_ns);
        member_flush_all(sender->run);
    }
}

static void start_room(struct run *run, struct room *room) {
    room->last_progress_ns = run->now_ns;
    switch (run->settings.pattern) {
        case PATTERN_QUIET:
        case PATTERN_OPEN: return;
        case PATTERN_CLOSED:
            if (run->settings.in_flight == 1) return send_next(next_sender(room));
            for (uint32_t i = 0; i < room->senders; i++) send_next(&room->members[i]);
            return;
        case PATTERN_WINDOW:
            for (uint32_t i = 0; i < room->size; i++) {
                room->members[i].outstanding = 0;
                fill_window(&room->members[i]);
            }
            return;
    }
}

void traffic_start(struct run *run) {
    run->now_ns = now_ns();
    run->is_sending = true;
    double interval_ns = NS_PER_S / run->settings.rate_per_room;
    for (uint32_t i = 0; i < run->room_count; i++) {
        // Rooms take turns, so that they are due one after the other.
        run->rooms[i].next_due_ns = run->now_ns + (uint64_t)(interval_ns * i / run->room_count);
        start_room(run, &run->rooms[i]);
    }
}

uint64_t traffic_send_due(struct run *run) {
    if (!run->is_sending || run->settings.pattern != PATTERN_OPEN) return UINT64_MAX;
    for (;;) {
        struct room *room = &run->rooms[run->next_open_room];
        if (room->next_due_ns > run->now_ns) return room->next_due_ns;
        publish(next_sender(room), room->next_due_ns);
        room->next_due_ns += (uint64_t)(NS_PER_S / run->settings.rate_per_room);
        run->next_open_room = (run->next_open_room + 1) % run->room_count;
    }
}

void traffic_wake_stalled(struct run *run) {
    if (!run->is_sending || run->settings.pattern == PATTERN_OPEN || run->settings.pattern == PATTERN_QUIET) return;
    for (uint32_t i = 0; i < run->room_count; i++) {
        if (run->now_ns < run->rooms[i].last_progress_ns + run->settings.patience_ns) continue;
        run->stalled++;
        start_room(run, &run->rooms[i]);
    }
}

// Arriving ----------------------------------------------------------------------------------------------------------

static void check(struct run *run, struct sequence *sequence, uint64_t number) {
    uint64_t missing = 0;
    switch (sequence_take(sequence, number, &missing)) {
        case ARRIVAL_IN_ORDER: return;
        case ARRIVAL_AFTER_GAP: run->missing += missing; return;
        case ARRIVAL_LATE: run->missing--; run->late++; return;
        case ARRIVAL_DOUBLED: run->doubled++; return;
    }
}

static void record(struct run *run, uint64_t sent_ns) {
    if (!run->is_measuring) return;
    run->counts.deliveries++;
    histogram_add(&run->latency, run->now_ns > sent_ns ? run->now_ns - sent_ns : 0);
}

// A copy of a closed loop's message: the last one lets the next message go.
static void copy_arrived(struct member *sender, uint64_t number) {
    struct room *room = sender->room;
    if (number != sender->sent || sender->outstanding == 0 || --sender->outstanding > 0) return;
    room->last_progress_ns = sender->run->now_ns;
    if (sender->run->is_sending) send_next(room->senders == room->size ? next_sender(room) : sender);
}

static void own_came_back(struct member *sender) {
    sender->room->last_progress_ns = sender->run->now_ns;
    if (sender->outstanding > 0) sender->outstanding--;
    if (sender->run->is_sending) fill_window(sender);
}

void traffic_heard(struct member *member, const struct stamp *stamp) {
    struct run *run = member->run;
    struct room *room = member->room;
    if (stamp->sender >= room->senders) return member_refused(member, "a message of nobody");
    check(run, &member->heard[stamp->sender], stamp->number);
    record(run, stamp->time_ns);
    struct member *sender = &room->members[stamp->sender];
    if (run->settings.pattern == PATTERN_CLOSED) return copy_arrived(sender, stamp->number);
    bool is_last_sign = sender == member && !run->settings.dialect->acknowledges;
    if (run->settings.pattern == PATTERN_WINDOW && is_last_sign) own_came_back(member);
}

void traffic_acknowledged(struct member *member, uint64_t number) {
    struct run *run = member->run;
    check(run, &member->acknowledged, number);
    record(run, member->times_sent[number % IN_FLIGHT_MAX]);
    if (run->settings.pattern == PATTERN_CLOSED) return copy_arrived(member, number);
    if (run->settings.pattern == PATTERN_WINDOW) own_came_back(member);
}

// The account -------------------------------------------------------------------------------------------------------

static uint64_t unheard_by(const struct member *receiver) {
    const struct room *room = receiver->room;
    const struct dialect *dialect = receiver->run->settings.dialect;
    uint64_t unheard = 0;
    for (uint32_t i = 0; i < room->senders; i++) {
        const struct member *sender = &room->members[i];
        if (sender != receiver || dialect->hears_itself) unheard += sender->sent - receiver->heard[i].last;
    }
    if (dialect->acknowledges) unheard += receiver->sent - receiver->acknowledged.last;
    return unheard;
}

uint64_t traffic_lost(const struct run *run) {
    uint64_t lost = run->missing;
    for (uint32_t i = 0; i < run->member_count; i++) lost += unheard_by(&run->members[i]);
    return lost;
}
