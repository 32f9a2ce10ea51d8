// The bare C server of benchmarks/limit: the message is the text, and everybody in the room gets it back.
#include "limit.h"

static void greet(struct member *member) { member_joined(member); }

static void publish(struct member *member, uint64_t number, const char *text, size_t length) {
    (void)number;
    member_send(member, OP_BINARY, text, length);
}

static void receive(struct member *member, const uint8_t *message, size_t length) {
    struct stamp stamp;
    if (!stamp_read(message, length, &stamp)) return member_refused(member, "a message without a stamp");
    member_heard(member, &stamp);
}

const struct dialect limit_dialect = {
    .name = "limit",
    .hears_itself = true,
    .greet = greet,
    .publish = publish,
    .receive = receive,
};
