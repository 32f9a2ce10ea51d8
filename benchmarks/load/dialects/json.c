// JSON in text frames: {"text": …} goes to the server, and comes back to everybody in the room, the sender included, in
// whatever object the server makes of it.
#include "json.h"

#include <string.h>

enum { TEXT_MAX = 32 * 1024 };

static void greet(struct member *member) { member_joined(member); }

// The load's texts have nothing in them that JSON would escape: see stamp.h.
static void publish(struct member *member, uint64_t number, const char *text, size_t length) {
    (void)number;
    static const char before[] = "{\"text\": \"", after[] = "\"}";
    char message[sizeof before + TEXT_MAX + sizeof after];
    if (length > TEXT_MAX) return member_refused(member, "the text is too long");
    char *end = mempcpy(message, before, sizeof before - 1);
    end = mempcpy(end, text, length);
    end = mempcpy(end, after, sizeof after - 1);
    member_send(member, OP_TEXT, message, end - message);
}

static void receive(struct member *member, const uint8_t *message, size_t length) {
    struct stamp stamp;
    if (!stamp_find(message, length, &stamp)) return member_refused(member, "a message without a stamp");
    member_heard(member, &stamp);
}

const struct dialect json_dialect = {
    .name = "json",
    .hears_itself = true,
    .greet = greet,
    .publish = publish,
    .receive = receive,
};
