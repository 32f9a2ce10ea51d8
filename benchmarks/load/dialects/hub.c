// The hub: laso.hub.v1, binary. The numbers are the fields of Sources/Wire/Schema/hub.proto.
//
// The credential is "token:…" or "ticket:…", from the hub's REST.
#include "hub.h"

#include <stdio.h>
#include <string.h>

#include "protobuf.h"

enum { CLIENT_HELLO = 1, CLIENT_COMMAND = 2, CLIENT_PONG = 3 };
enum { HELLO_TICKET = 1, HELLO_ACCESS_TOKEN = 2, HELLO_DEVICE = 3, HELLO_CLIENT_NAME = 6 };
enum { COMMAND_COUNTER = 1, COMMAND_POST_CHAT = 2, COMMAND_SEND_SIGNAL = 35, POST_CHAT_TEXT = 1 };
enum { SIGNAL_KIND = 3, SIGNAL_PAYLOAD = 4, SIGNAL_KIND_MESSAGE = 5 };
enum { SERVER_WELCOME = 1, SERVER_EVENT = 2, SERVER_REPLY = 3, SERVER_TRANSIENT = 4 };
enum { SERVER_PING = 6, SERVER_CLOSING = 7 };
enum { EVENT_CHAT_POSTED = 16, CHAT_POSTED_TEXT = 3, TRANSIENT_SIGNAL = 4 };
enum { REPLY_COUNTER = 1, REPLY_ERROR = 3, ERROR_NAME = 2, PING_ID = 1, CLOSING_TEXT = 2 };

// What a message is more than its text, at most.
enum { CREDENTIAL_MAX = 4096, TEXT_MAX = 32 * 1024, AROUND_MAX = 128 };

// Hello -------------------------------------------------------------------------------------------------------------

static uint8_t *write_credential(uint8_t *place, const char *credential) {
    static const char ticket[] = "ticket:", token[] = "token:";
    if (strncmp(credential, ticket, sizeof ticket - 1) == 0) {
        credential += sizeof ticket - 1;
        return protobuf_write_text(place, HELLO_TICKET, credential, strlen(credential));
    }
    credential += sizeof token - 1;
    return protobuf_write_text(place, HELLO_ACCESS_TOKEN, credential, strlen(credential));
}

static void greet(struct member *member) {
    uint8_t hello[CREDENTIAL_MAX + AROUND_MAX], message[sizeof hello + 8];
    const char *credential = member_credential(member);
    if (strlen(credential) > CREDENTIAL_MAX) return member_refused(member, "the credential is too long");
    char device[32];
    int device_length = snprintf(device, sizeof device, "load-%u", member_number(member));
    uint8_t *end = write_credential(hello, credential);
    end = protobuf_write_text(end, HELLO_DEVICE, device, device_length);
    end = protobuf_write_text(end, HELLO_CLIENT_NAME, "load", 4);
    uint8_t *message_end = protobuf_write_text(message, CLIENT_HELLO, (char *)hello, end - hello);
    member_send(member, OP_BINARY, message, message_end - message);
}

// Publishing --------------------------------------------------------------------------------------------------------

// The action of a command, without its own head: what is before the text.
struct action {
    uint32_t field, text_field;
    uint8_t before[8];
    size_t before_length;
};

static void publish(struct member *member, uint64_t number, const char *text, size_t length, struct action action) {
    uint8_t message[TEXT_MAX + AROUND_MAX];
    if (length > TEXT_MAX) return member_refused(member, "the text is too long");
    size_t action_length = action.before_length + protobuf_varint_size(action.text_field, length) + length;
    size_t command_length = protobuf_varint_size(COMMAND_COUNTER, number) +
                            protobuf_varint_size(action.field, action_length) + action_length;
    uint8_t *end = protobuf_write_head(message, CLIENT_COMMAND, command_length);
    end = protobuf_write_varint(end, COMMAND_COUNTER, number);
    end = protobuf_write_head(end, action.field, action_length);
    memcpy(end, action.before, action.before_length);
    end = protobuf_write_text(end + action.before_length, action.text_field, text, length);
    member_send(member, OP_BINARY, message, end - message);
}

// To seat 0 and no device: everybody in the room.
static void publish_signal(struct member *member, uint64_t number, const char *text, size_t length) {
    struct action signal = {.field = COMMAND_SEND_SIGNAL, .text_field = SIGNAL_PAYLOAD};
    signal.before_length = protobuf_write_varint(signal.before, SIGNAL_KIND, SIGNAL_KIND_MESSAGE) - signal.before;
    publish(member, number, text, length, signal);
}

static void publish_chat(struct member *member, uint64_t number, const char *text, size_t length) {
    publish(member, number, text, length, (struct action){.field = COMMAND_POST_CHAT, .text_field = POST_CHAT_TEXT});
}

// Receiving ---------------------------------------------------------------------------------------------------------

static void hear(struct member *member, struct slice carrier, uint32_t text_field) {
    struct field text;
    struct stamp stamp;
    if (!protobuf_find(carrier, text_field, &text) || !stamp_read(text.content.bytes, text.content.length, &stamp)) {
        return member_refused(member, "a message without a stamp");
    }
    member_heard(member, &stamp);
}

static void take_reply(struct member *member, struct slice reply) {
    struct field counter, error, name;
    if (protobuf_find(reply, REPLY_ERROR, &error)) {
        char why[64] = "";
        if (protobuf_find(error.content, ERROR_NAME, &name)) {
            snprintf(why, sizeof why, "%.*s", (int)name.content.length, name.content.bytes);
        }
        return member_refused(member, why);
    }
    if (!protobuf_find(reply, REPLY_COUNTER, &counter)) return member_refused(member, "a reply without a counter");
    member_acknowledged(member, counter.value);
}

static void answer_ping(struct member *member, struct slice ping) {
    uint8_t pong[16], message[32];
    struct field id = {0};
    protobuf_find(ping, PING_ID, &id);
    uint8_t *end = protobuf_write_varint(pong, PING_ID, id.value);
    uint8_t *message_end = protobuf_write_text(message, CLIENT_PONG, (char *)pong, end - pong);
    member_send(member, OP_BINARY, message, message_end - message);
    member_kept_alive(member);
}

static void say_goodbye(struct member *member, struct slice closing) {
    char why[128] = "the hub closes";
    struct field text;
    if (protobuf_find(closing, CLOSING_TEXT, &text)) {
        snprintf(why, sizeof why, "%.*s", (int)text.content.length, text.content.bytes);
    }
    member_refused(member, why);
}

static void receive(struct member *member, const uint8_t *message, size_t length) {
    struct slice rest = {message, length};
    struct field body, inner;
    if (!protobuf_next(&rest, &body)) return member_refused(member, "a message that can't be read");
    switch (body.number) {
        case SERVER_WELCOME: return member_joined(member);
        case SERVER_REPLY: return take_reply(member, body.content);
        case SERVER_PING: return answer_ping(member, body.content);
        case SERVER_CLOSING: return say_goodbye(member, body.content);
        case SERVER_EVENT:
            if (protobuf_find(body.content, EVENT_CHAT_POSTED, &inner)) hear(member, inner.content, CHAT_POSTED_TEXT);
            return;
        case SERVER_TRANSIENT:
            if (protobuf_find(body.content, TRANSIENT_SIGNAL, &inner)) hear(member, inner.content, SIGNAL_PAYLOAD);
            return;
    }
}

const struct dialect hub_dialect = {
    .name = "hub",
    .subprotocol = "laso.hub.v1",
    .acknowledges = true,
    .greet = greet,
    .publish = publish_signal,
    .receive = receive,
};

const struct dialect hub_chat_dialect = {
    .name = "hub-chat",
    .subprotocol = "laso.hub.v1",
    .hears_itself = true,
    .acknowledges = true,
    .greet = greet,
    .publish = publish_chat,
    .receive = receive,
};
