// One run: its settings, its members and rooms, and what it has counted.
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/bytes.h"
#include "dialect.h"
#include "histogram.h"
#include "processes.h"
#include "sequence.h"
#include "transport.h"

enum pattern {
    // Nothing is sent.
    PATTERN_QUIET,
    // So many messages are under way in each room. The next one is sent when everybody has got the one before: with one
    // under way by the next member, else by the same.
    PATTERN_CLOSED,
    // Everybody publishes, with so many own messages under way that have not come back.
    PATTERN_WINDOW,
    // Each room has so many messages a second, at times that do not depend on the server.
    PATTERN_OPEN,
};

enum { IN_FLIGHT_MAX = 64 };

struct settings {
    const struct dialect *dialect;
    uint16_t port;
    bool uses_tls;
    struct processes server;
    enum pattern pattern;
    uint32_t in_flight;
    double rate_per_room;
    size_t text_length;
    uint32_t joining_max;
    uint64_t settle_ns, warm_up_ns, steady_ns;
    // Without any sign for so long, what has not arrived counts as lost.
    uint64_t patience_ns;
};

enum member_state { MEMBER_AWAY, MEMBER_UPGRADING, MEMBER_GREETING, MEMBER_JOINED, MEMBER_GONE };

struct member {
    struct run *run;
    struct room *room;
    struct transport transport;
    enum member_state state;
    uint32_t place, number;
    const char *path, *credential;
    struct bytes unread, unwritten;
    struct member *next_to_flush;
    bool waits_for_flush, watches_for_space;

    // As a sender.
    uint64_t sent, times_sent[IN_FLIGHT_MAX];
    struct sequence acknowledged;
    // Copies of its newest message that have not arrived (closed), or own messages that have not come back (window).
    uint32_t outstanding;
    // As a receiver: one for each sender of the room.
    struct sequence *heard;
};

struct room {
    struct member *members;
    uint32_t size, senders, next_sender;
    uint64_t last_progress_ns, next_due_ns;
};

struct usage {
    uint64_t time_ns, server_cpu_ns, own_cpu_ns, resident_bytes;
};

struct counts {
    uint64_t deliveries, bytes, sent;
};

struct run {
    struct settings settings;
    SSL_CTX *tls;
    int epoll;
    struct member *members;
    struct room *rooms;
    uint32_t member_count, room_count;
    struct member *to_flush;
    char *text;

    uint32_t started, joining, joined;
    bool is_sending, is_measuring, is_ending;
    uint32_t next_open_room;
    // The last arrival that was more than a sign of life, and whether the present one is only that.
    uint64_t now_ns, last_arrival_ns;
    bool is_sign_of_life;

    // Of the steady window only.
    struct histogram latency;
    struct counts counts;
    // Of the whole run.
    uint64_t sent_in_all, missing, doubled, late, refused, closed, stalled;

    // The join of all but the first fifth, and the steady window.
    uint32_t joined_before;
    struct usage join_begin, join_end, steady_begin, steady_end;
};

// Copies of one message that have to arrive.
static inline uint32_t copies_of_message(const struct room *room, const struct dialect *dialect) {
    return room->size - (dialect->hears_itself ? 0 : 1) + (dialect->acknowledges ? 1 : 0);
}

#endif
