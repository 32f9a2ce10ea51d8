#include "room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "member.h"

enum { SHELVES = 4096 };

static struct room *shelves[SHELVES];

static void *required(void *memory) {
    if (memory != NULL) return memory;
    fputs("out of memory\n", stderr);
    exit(EXIT_FAILURE);
}

// FNV-1a.
static uint32_t shelf_of(const char *path, size_t length) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)path[i]) * 16777619u;
    return hash % SHELVES;
}

struct room *room_at(const char *path, size_t path_length) {
    struct room **shelf = &shelves[shelf_of(path, path_length)];
    for (struct room *room = *shelf; room != NULL; room = room->next) {
        if (room->path_length == path_length && memcmp(room->path, path, path_length) == 0) return room;
    }
    struct room *room = required(calloc(1, sizeof *room + path_length));
    room->path_length = path_length;
    memcpy(room->path, path, path_length);
    room->next = *shelf;
    *shelf = room;
    return room;
}

void room_enter(struct room *room, struct member *member) {
    if (room->count == room->capacity) {
        room->capacity = room->capacity ? 2 * room->capacity : 4;
        room->members = required(realloc(room->members, room->capacity * sizeof *room->members));
    }
    member->room = room;
    member->place = room->count;
    room->members[room->count++] = member;
}

void room_leave(struct member *member) {
    struct room *room = member->room;
    if (room == NULL) return;
    struct member *last = room->members[--room->count];
    room->members[member->place] = last;
    last->place = member->place;
    member->room = NULL;
}
