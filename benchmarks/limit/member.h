// One socket of the room server, and what waits to be read from it and written to it.
#ifndef MEMBER_H
#define MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/bytes.h"

struct room;

struct member {
    int fd;
    uint32_t place;
    // NULL until the upgrade.
    struct room *room;
    struct bytes unread, unwritten;
    // In the list of those that are written to at the end of the turn.
    struct member *next_to_flush;
    bool waits_for_flush;
    // epoll tells when the socket takes more.
    bool watches_for_space;
    bool is_gone;
};

#endif
