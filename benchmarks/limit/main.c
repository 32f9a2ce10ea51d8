// The bare limit: a WebSocket room server that does only the system calls that any such server has to do.
//
//     limit direct|coalesced
//
// The path of the request is the room. Each message of a socket goes as one binary frame to every socket of its room,
// its own sender included. There is no protocol, no rights, no timer; messages have one frame. "direct" makes one send
// per recipient at once; "coalesced" collects what each socket has to get, and makes one send per socket and turn of
// the loop. It listens on a free port of 127.0.0.1, prints it, and serves until SIGTERM.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/bytes.h"
#include "../common/frames.h"
#include "accept_key.h"
#include "member.h"
#include "room.h"

enum {
    EVENTS_PER_TURN = 256,
    READ_BYTES = 64 * 1024,
    // A longer message, or more that waits to be written to one socket, ends that socket.
    MESSAGE_BYTES_MAX = 32 * 1024,
    UNWRITTEN_BYTES_MAX = 1024 * 1024,
    REQUEST_BYTES_MAX = 8 * 1024,
};

static bool coalesces;
static int epoll;
static struct member *to_flush;
static struct member *gone;
static volatile sig_atomic_t stopped;

static void stop(int number) {
    (void)number;
    stopped = 1;
}

static _Noreturn void give_up(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

// Leaving -----------------------------------------------------------------------------------------------------------

// The member itself is freed at the end of the turn, since events of this turn may still name it.
static void leave(struct member *member) {
    if (member->is_gone) return;
    member->is_gone = true;
    room_leave(member);
    close(member->fd);
    bytes_free(&member->unread);
    bytes_free(&member->unwritten);
    if (!member->waits_for_flush) {
        member->next_to_flush = gone;
        gone = member;
    }
}

static void free_gone(void) {
    while (gone != NULL) {
        struct member *next = gone->next_to_flush;
        free(gone);
        gone = next;
    }
}

// Writing -----------------------------------------------------------------------------------------------------------

static void watch(struct member *member, bool for_space) {
    if (member->watches_for_space == for_space) return;
    member->watches_for_space = for_space;
    struct epoll_event event = {.events = EPOLLIN | (for_space ? EPOLLOUT : 0), .data.ptr = member};
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, member->fd, &event) < 0) give_up("epoll_ctl");
}

static void keep(struct member *member, const uint8_t *bytes, size_t length) {
    if (bytes_length(&member->unwritten) + length > UNWRITTEN_BYTES_MAX) return leave(member);
    bytes_append(&member->unwritten, bytes, length);
}

// What the socket takes now; -1 when it is broken.
static ssize_t send_some(struct member *member, const uint8_t *bytes, size_t length) {
    ssize_t sent = send(member->fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return 0;
    return sent;
}

static void write_kept(struct member *member) {
    size_t length = bytes_length(&member->unwritten);
    if (length == 0) return watch(member, false);
    ssize_t sent = send_some(member, bytes_first(&member->unwritten), length);
    if (sent < 0) return leave(member);
    bytes_used(&member->unwritten, sent);
    watch(member, (size_t)sent < length);
}

static void write_at_once(struct member *member, const uint8_t *bytes, size_t length) {
    if (bytes_length(&member->unwritten) > 0) return keep(member, bytes, length);
    ssize_t sent = send_some(member, bytes, length);
    if (sent < 0) return leave(member);
    if ((size_t)sent == length) return;
    keep(member, bytes + sent, length - sent);
    if (!member->is_gone) watch(member, true);
}

static void write_later(struct member *member, const uint8_t *bytes, size_t length) {
    keep(member, bytes, length);
    if (member->is_gone || member->waits_for_flush || member->watches_for_space) return;
    member->waits_for_flush = true;
    member->next_to_flush = to_flush;
    to_flush = member;
}

static void flush_all(void) {
    while (to_flush != NULL) {
        struct member *member = to_flush;
        to_flush = member->next_to_flush;
        member->waits_for_flush = false;
        if (member->is_gone) {
            member->next_to_flush = gone;
            gone = member;
        } else {
            write_kept(member);
        }
    }
}

static void write_to(struct member *member, const uint8_t *bytes, size_t length) {
    coalesces ? write_later(member, bytes, length) : write_at_once(member, bytes, length);
}

// Messages ----------------------------------------------------------------------------------------------------------

// Backwards, since a member that is broken leaves, and the last one takes its place.
static void tell_room(struct room *room, const struct frame *frame) {
    uint8_t message[FRAME_HEAD_MAX + MESSAGE_BYTES_MAX];
    size_t head = frame_head(message, OP_BINARY, frame->length);
    memcpy(message + head, frame->payload, frame->length);
    for (uint32_t i = room->count; i-- > 0;) write_to(room->members[i], message, head + frame->length);
}

static void answer(struct member *member, enum opcode opcode, const struct frame *frame) {
    uint8_t message[FRAME_HEAD_MAX + 125];
    if (frame->length > 125) return leave(member);
    size_t head = frame_head(message, opcode, frame->length);
    memcpy(message + head, frame->payload, frame->length);
    write_to(member, message, head + frame->length);
}

static void take(struct member *member, const struct frame *frame) {
    if (!frame->is_final) return leave(member);
    switch (frame->opcode) {
        case OP_TEXT:
        case OP_BINARY: return tell_room(member->room, frame);
        case OP_PING: return answer(member, OP_PONG, frame);
        case OP_PONG: return;
        case OP_CLOSE:
            write_at_once(member, (const uint8_t[]){0x88, 0}, 2);
            return leave(member);
        case OP_CONTINUATION: return leave(member);
    }
    leave(member);
}

// Returns how much was used up.
static size_t take_frames(struct member *member, uint8_t *bytes, size_t length) {
    size_t used = 0;
    while (!member->is_gone) {
        struct frame frame;
        enum frame_state state = frame_read(bytes + used, length - used, MESSAGE_BYTES_MAX, &frame);
        if (state == FRAME_TOO_LONG) leave(member);
        if (state != FRAME_WHOLE) break;
        used += frame.whole_length;
        take(member, &frame);
    }
    return used;
}

// The upgrade -------------------------------------------------------------------------------------------------------

static void welcome(struct member *member, const char *key, size_t key_length) {
    char accept[ACCEPT_KEY_LENGTH], response[256];
    accept_key(key, key_length, accept);
    int length = snprintf(
        response, sizeof response,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: %.*s\r\n\r\n",
        ACCEPT_KEY_LENGTH, accept);
    write_at_once(member, (uint8_t *)response, length);
}

// Returns how much was used up: the whole request or nothing.
static size_t take_request(struct member *member, uint8_t *bytes, size_t length) {
    char *text = (char *)bytes;
    char *end = memmem(text, length, "\r\n\r\n", 4);
    if (end == NULL) {
        if (length > REQUEST_BYTES_MAX) leave(member);
        return 0;
    }
    // So that the text functions end there.
    end[2] = '\0';
    char *path = text + 4, *path_end = memchr(text, '\r', length);
    static const char key_name[] = "\r\nSec-WebSocket-Key: ";
    char *key = strcasestr(text, key_name);
    if (strncmp(text, "GET /", 5) != 0 || key == NULL) {
        leave(member);
        return 0;
    }
    while (path_end > path && *path_end != ' ') path_end--;
    key += sizeof key_name - 1;
    welcome(member, key, strcspn(key, "\r"));
    if (!member->is_gone) room_enter(room_at(path, path_end - path), member);
    return end + 4 - text;
}

// The loop ----------------------------------------------------------------------------------------------------------

static void take_bytes(struct member *member, uint8_t *bytes, size_t length) {
    size_t used = 0;
    if (member->room == NULL) used = take_request(member, bytes, length);
    if (member->room != NULL) used += take_frames(member, bytes + used, length - used);
    if (member->is_gone) return;
    if (bytes == bytes_first(&member->unread) && bytes_length(&member->unread) > 0) {
        bytes_used(&member->unread, used);
    } else if (used < length) {
        bytes_append(&member->unread, bytes + used, length - used);
    }
}

static void read_from(struct member *member) {
    static uint8_t arrived[READ_BYTES];
    ssize_t length = recv(member->fd, arrived, sizeof arrived, 0);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) return leave(member);
    if (bytes_length(&member->unread) == 0) return take_bytes(member, arrived, length);
    bytes_append(&member->unread, arrived, length);
    take_bytes(member, bytes_first(&member->unread), bytes_length(&member->unread));
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct member *member = calloc(1, sizeof *member);
        if (member == NULL) give_up("calloc");
        member->fd = fd;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = member};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) give_up("epoll_ctl");
    }
}

static int listen_on_free_port(void) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 4096) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) < 0) {
        give_up("listen");
    }
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static void serve(int listener) {
    struct epoll_event events[EVENTS_PER_TURN] = {{.events = EPOLLIN, .data.ptr = NULL}};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &events[0]) < 0) give_up("epoll_ctl");
    while (!stopped) {
        int count = epoll_wait(epoll, events, EVENTS_PER_TURN, -1);
        for (int i = 0; i < count; i++) {
            struct member *member = events[i].data.ptr;
            if (member == NULL) {
                accept_all(listener);
                continue;
            }
            if (!member->is_gone && events[i].events & EPOLLOUT) write_kept(member);
            if (!member->is_gone && events[i].events & ~EPOLLOUT) read_from(member);
        }
        flush_all();
        free_gone();
    }
}

int main(int argument_count, char **arguments) {
    const char *mode = argument_count == 2 ? arguments[1] : "";
    coalesces = strcmp(mode, "coalesced") == 0;
    if (!coalesces && strcmp(mode, "direct") != 0) {
        fputs("usage: limit direct|coalesced\n", stderr);
        return 64;
    }
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) give_up("epoll_create1");
    serve(listen_on_free_port());
    return 0;
}
