// Rooms by the path of their request. A room is there from its first member on, and stays.
#ifndef ROOM_H
#define ROOM_H

#include <stddef.h>
#include <stdint.h>

struct member;

struct room {
    struct member **members;
    uint32_t count, capacity;
    struct room *next;
    size_t path_length;
    char path[];
};

struct room *room_at(const char *path, size_t path_length);

void room_enter(struct room *room, struct member *member);

void room_leave(struct member *member);

#endif
