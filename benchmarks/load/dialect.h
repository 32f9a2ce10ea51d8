// How one server is spoken to. To measure another one, write a dialect and list it in dialects.c; nothing else knows
// a server. All of them are WebSocket servers: the upgrade, frames, pings of the WebSocket and closing are done for
// the dialect.
#ifndef DIALECT_H
#define DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/frames.h"
#include "stamp.h"

struct member;

struct dialect {
    const char *name;
    // For Sec-WebSocket-Protocol, or NULL for none.
    const char *subprotocol;
    // The sender's own messages come back to it like everybody's.
    bool hears_itself;
    // The sender gets an answer of its own to each message: member_acknowledged tells of it, and it counts as a
    // delivery.
    bool acknowledges;

    // The upgrade is done: says hello with member_send, or calls member_joined where nothing has to be said.
    void (*greet)(struct member *member);
    // Sends a message to everybody in the member's room. Numbers begin at 1 and grow by one; the text, which begins
    // with the stamp, has to reach every receiver.
    void (*publish)(struct member *member, uint64_t number, const char *text, size_t length);
    // A whole message has come. Calls what of the functions below it means; what is none of it is passed over.
    void (*receive)(struct member *member, const uint8_t *message, size_t length);
};

// NULL when there is none of this name.
const struct dialect *dialect_named(const char *name);

// What the plan says of this member: what to show at the door (a token, say), and a number of its own.
const char *member_credential(const struct member *member);
const char *member_path(const struct member *member);
uint32_t member_number(const struct member *member);

// Sends one message; it goes out before the next wait.
void member_send(struct member *member, enum opcode opcode, const void *payload, size_t length);

// What has come is a mere sign of life, such as a ping of the server's own: the run counts as quiet all the same.
void member_kept_alive(struct member *member);

// The server has let the member into its room.
void member_joined(struct member *member);

// A copy of a message has come.
void member_heard(struct member *member, const struct stamp *stamp);

// The server has answered the member's own message of this number.
void member_acknowledged(struct member *member, uint64_t number);

// The server has refused a message, or said something that this dialect does not understand. Fails the run.
void member_refused(struct member *member, const char *why);

#endif
