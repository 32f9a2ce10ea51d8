// MQTT 3.1.1 over WebSocket, quality of service 0. The credential is the topic of the room, which the member subscribes
// to and publishes to, so its own messages come back.
#include "mqtt.h"

#include <stdio.h>
#include <string.h>

// The first byte of a packet, flags included (section 2.2 of the standard).
enum { CONNECT = 0x10, CONNACK = 0x20, PUBLISH = 0x30, SUBSCRIBE = 0x82, SUBACK = 0x90 };
enum { PROTOCOL_LEVEL = 4, CLEAN_SESSION = 2, SUBSCRIPTION = 1, REFUSED = 0x80 };
enum { HEAD_MAX = 5, TOPIC_MAX = 64, TEXT_MAX = 32 * 1024 };

static uint8_t *write_bytes(uint8_t *place, const void *bytes, size_t length) {
    memcpy(place, bytes, length);
    return place + length;
}

static uint8_t *write_text(uint8_t *place, const char *text) {
    size_t length = strlen(text);
    *place++ = length >> 8;
    *place++ = length;
    return write_bytes(place, text, length);
}

static uint8_t *write_head(uint8_t *place, uint8_t kind, size_t remaining) {
    *place++ = kind;
    do {
        *place++ = (remaining & 0x7F) | (remaining > 0x7F ? 0x80 : 0);
        remaining >>= 7;
    } while (remaining > 0);
    return place;
}

static void send_packet(struct member *member, uint8_t kind, const uint8_t *body, const uint8_t *end) {
    uint8_t packet[HEAD_MAX + 128];
    uint8_t *packet_end = write_bytes(write_head(packet, kind, end - body), body, end - body);
    member_send(member, OP_BINARY, packet, packet_end - packet);
}

static void greet(struct member *member) {
    if (strlen(member_credential(member)) > TOPIC_MAX) return member_refused(member, "the topic is too long");
    uint8_t body[64];
    char name[32];
    snprintf(name, sizeof name, "load-%u", member_number(member));
    uint8_t *end = write_text(body, "MQTT");
    // Without keep-alive: no pings in the figures.
    end = write_bytes(end, (uint8_t[]){PROTOCOL_LEVEL, CLEAN_SESSION, 0, 0}, 4);
    send_packet(member, CONNECT, body, write_text(end, name));
}

static void subscribe(struct member *member) {
    uint8_t body[2 + 2 + TOPIC_MAX + 1];
    uint8_t *end = write_bytes(body, (uint8_t[]){0, SUBSCRIPTION}, 2);
    end = write_text(end, member_credential(member));
    *end++ = 0;
    send_packet(member, SUBSCRIBE, body, end);
}

static void publish(struct member *member, uint64_t number, const char *text, size_t length) {
    (void)number;
    uint8_t packet[HEAD_MAX + 2 + TOPIC_MAX + TEXT_MAX];
    if (length > TEXT_MAX) return member_refused(member, "the text is too long");
    const char *topic = member_credential(member);
    uint8_t *end = write_head(packet, PUBLISH, 2 + strlen(topic) + length);
    end = write_bytes(write_text(end, topic), text, length);
    member_send(member, OP_BINARY, packet, end - packet);
}

static void hear(struct member *member, const uint8_t *body, size_t length) {
    struct stamp stamp;
    size_t before_text = length < 2 ? length : 2u + (body[0] << 8 | body[1]);
    if (before_text > length || !stamp_read(body + before_text, length - before_text, &stamp)) {
        return member_refused(member, "a message without a stamp");
    }
    member_heard(member, &stamp);
}

static void take_packet(struct member *member, uint8_t kind, const uint8_t *body, size_t length) {
    switch (kind) {
        case CONNACK:
            if (length < 2 || body[1] != 0) return member_refused(member, "the broker refused the connection");
            return subscribe(member);
        case SUBACK:
            if (length < 3 || body[2] == REFUSED) return member_refused(member, "the broker refused the subscription");
            return member_joined(member);
        case PUBLISH: return hear(member, body, length);
        default: return member_refused(member, "a packet of an unknown kind");
    }
}

// A broker may put several packets into one message; one that began in another message is not expected from any.
static void receive(struct member *member, const uint8_t *message, size_t length) {
    while (length > 0) {
        size_t remaining = 0, head = 1;
        unsigned shift = 0;
        do {
            if (head == length || head == HEAD_MAX) return member_refused(member, "a packet without its length");
            remaining |= (size_t)(message[head] & 0x7F) << shift;
            shift += 7;
        } while (message[head++] & 0x80);
        if (remaining > length - head) return member_refused(member, "a packet in parts");
        take_packet(member, message[0], message + head, remaining);
        message += head + remaining;
        length -= head + remaining;
    }
}

const struct dialect mqtt_dialect = {
    .name = "mqtt",
    .subprotocol = "mqtt",
    .hears_itself = true,
    .greet = greet,
    .publish = publish,
    .receive = receive,
};
