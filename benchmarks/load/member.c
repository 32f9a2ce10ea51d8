#include "member.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "clock.h"
#include "traffic.h"

enum { READ_BYTES = 256 * 1024, MESSAGE_BYTES_MAX = 16 * 1024 * 1024, RESPONSE_BYTES_MAX = 64 * 1024 };

// A broken server says the same thousands of times.
enum { COMPLAINTS_MAX = 5 };

static void complain(const struct member *member, const char *what) {
    static int complaints;
    if (complaints++ < COMPLAINTS_MAX) fprintf(stderr, "load: member %u: %s\n", member->number, what);
}

// Coming and going --------------------------------------------------------------------------------------------------

static void break_off(struct member *member, const char *why) {
    struct run *run = member->run;
    if (member->state == MEMBER_GONE) return;
    if (!run->is_ending) {
        complain(member, why);
        run->closed++;
        if (member->state == MEMBER_JOINED) run->joined--;
        else run->joining--;
    }
    member_close(member);
}

void member_close(struct member *member) {
    member->state = MEMBER_GONE;
    transport_close(&member->transport);
    bytes_free(&member->unread);
    bytes_free(&member->unwritten);
}

static void flush_later(struct member *member) {
    if (member->waits_for_flush) return;
    member->waits_for_flush = true;
    member->next_to_flush = member->run->to_flush;
    member->run->to_flush = member;
}

static void ask_for_upgrade(struct member *member) {
    const struct settings *settings = &member->run->settings;
    const char *subprotocol = settings->dialect->subprotocol;
    char request[1024];
    int length = snprintf(
        request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: bG9hZCBnZW5lcmF0b3IhIQ==\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
        member->path, settings->port, subprotocol ? "Sec-WebSocket-Protocol: " : "", subprotocol ? subprotocol : "",
        subprotocol ? "\r\n" : "");
    bytes_append(&member->unwritten, request, length);
    flush_later(member);
}

void member_start(struct member *member) {
    struct run *run = member->run;
    member->state = MEMBER_UPGRADING;
    run->joining++;
    if (!transport_connect(&member->transport, run->settings.port, run->tls)) {
        return break_off(member, "can't connect");
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = member};
    if (epoll_ctl(run->epoll, EPOLL_CTL_ADD, member->transport.fd, &event) < 0) {
        return break_off(member, "can't be watched");
    }
    ask_for_upgrade(member);
}

// Writing -----------------------------------------------------------------------------------------------------------

static void watch_for_space(struct member *member, bool wanted) {
    if (member->watches_for_space == wanted) return;
    member->watches_for_space = wanted;
    struct epoll_event event = {.events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.ptr = member};
    epoll_ctl(member->run->epoll, EPOLL_CTL_MOD, member->transport.fd, &event);
}

static void write_kept(struct member *member) {
    while (bytes_length(&member->unwritten) > 0) {
        size_t length = bytes_length(&member->unwritten);
        ssize_t written = transport_write(&member->transport, bytes_first(&member->unwritten), length);
        if (written == TRANSPORT_BROKEN) return break_off(member, "the connection broke");
        if (written == TRANSPORT_WAIT) break;
        bytes_used(&member->unwritten, written);
    }
    watch_for_space(member, bytes_length(&member->unwritten) > 0 && !member->transport.awaits_peer);
}

void member_flush_all(struct run *run) {
    while (run->to_flush != NULL) {
        struct member *member = run->to_flush;
        run->to_flush = member->next_to_flush;
        member->waits_for_flush = false;
        if (member->state != MEMBER_GONE) write_kept(member);
    }
}

void member_send(struct member *member, enum opcode opcode, const void *payload, size_t length) {
    uint8_t head[FRAME_HEAD_MAX];
    if (member->state == MEMBER_GONE) return;
    bytes_append(&member->unwritten, head, frame_client_head(head, opcode, length));
    bytes_append(&member->unwritten, payload, length);
    flush_later(member);
}

// Reading -----------------------------------------------------------------------------------------------------------

static void take_message(struct member *member, const struct frame *frame) {
    struct run *run = member->run;
    run->is_sign_of_life = false;
    run->settings.dialect->receive(member, frame->payload, frame->length);
    if (!run->is_sign_of_life) run->last_arrival_ns = run->now_ns;
}

static void take_frame(struct member *member, const struct frame *frame) {
    if (!frame->is_final) return break_off(member, "the server sends fragments");
    switch (frame->opcode) {
        case OP_TEXT:
        case OP_BINARY: return take_message(member, frame);
        case OP_PING: return member_send(member, OP_PONG, frame->payload, frame->length);
        case OP_PONG: return;
        case OP_CONTINUATION:
        case OP_CLOSE: return break_off(member, "the server closed");
    }
    break_off(member, "the server sends a frame of an unknown kind");
}

static size_t take_frames(struct member *member, uint8_t *bytes, size_t length) {
    size_t used = 0;
    while (member->state != MEMBER_GONE) {
        struct frame frame;
        enum frame_state state = frame_read(bytes + used, length - used, MESSAGE_BYTES_MAX, &frame);
        if (state == FRAME_TOO_LONG) break_off(member, "a message is too long");
        if (state != FRAME_WHOLE) break;
        used += frame.whole_length;
        take_frame(member, &frame);
    }
    return used;
}

static size_t take_response(struct member *member, const uint8_t *bytes, size_t length) {
    const uint8_t *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (end == NULL) {
        if (length > RESPONSE_BYTES_MAX) break_off(member, "the answer to the upgrade is too long");
        return 0;
    }
    static const char switching[] = "HTTP/1.1 101";
    if (memcmp(bytes, switching, sizeof switching - 1) != 0) {
        char why[64];
        snprintf(why, sizeof why, "no upgrade: %.*s", (int)strcspn((const char *)bytes, "\r"), (const char *)bytes);
        break_off(member, why);
        return 0;
    }
    member->state = MEMBER_GREETING;
    member->run->settings.dialect->greet(member);
    return end + 4 - bytes;
}

// Returns how much was used up.
static size_t take(struct member *member, uint8_t *bytes, size_t length) {
    size_t used = member->state == MEMBER_UPGRADING ? take_response(member, bytes, length) : 0;
    if (member->state == MEMBER_UPGRADING || member->state == MEMBER_GONE) return used;
    return used + take_frames(member, bytes + used, length - used);
}

static void take_arrived(struct member *member, uint8_t *bytes, size_t length) {
    struct run *run = member->run;
    run->now_ns = now_ns();
    if (run->is_measuring) run->counts.bytes += length;
    if (bytes_length(&member->unread) > 0) {
        bytes_append(&member->unread, bytes, length);
        size_t used = take(member, bytes_first(&member->unread), bytes_length(&member->unread));
        if (member->state != MEMBER_GONE) bytes_used(&member->unread, used);
        return;
    }
    size_t used = take(member, bytes, length);
    if (used < length && member->state != MEMBER_GONE) bytes_append(&member->unread, bytes + used, length - used);
}

static void read_arrived(struct member *member) {
    static uint8_t arrived[READ_BYTES];
    do {
        ssize_t length = transport_read(&member->transport, arrived, sizeof arrived);
        if (length == TRANSPORT_WAIT) return;
        if (length == TRANSPORT_BROKEN) return break_off(member, "the server hung up");
        take_arrived(member, arrived, length);
    } while (member->transport.tls != NULL);
}

void member_handle(struct member *member) {
    if (member->state == MEMBER_GONE) return;
    if (bytes_length(&member->unwritten) > 0) write_kept(member);
    if (member->state != MEMBER_GONE) read_arrived(member);
}

// What dialects call ------------------------------------------------------------------------------------------------

const char *member_credential(const struct member *member) { return member->credential; }

const char *member_path(const struct member *member) { return member->path; }

uint32_t member_number(const struct member *member) { return member->number; }

void member_joined(struct member *member) {
    if (member->state != MEMBER_GREETING) return;
    member->state = MEMBER_JOINED;
    member->run->joining--;
    member->run->joined++;
}

void member_kept_alive(struct member *member) { member->run->is_sign_of_life = true; }

void member_heard(struct member *member, const struct stamp *stamp) { traffic_heard(member, stamp); }

void member_acknowledged(struct member *member, uint64_t number) { traffic_acknowledged(member, number); }

void member_refused(struct member *member, const char *why) {
    complain(member, why);
    member->run->refused++;
}
