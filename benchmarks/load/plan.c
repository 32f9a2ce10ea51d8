#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void give_up(const char *file_name, const char *what) {
    fprintf(stderr, "load: %s: %s\n", file_name, what);
    exit(65);
}

static void *required(void *memory) {
    if (memory != NULL) return memory;
    fputs("load: out of memory\n", stderr);
    exit(EXIT_FAILURE);
}

static void add_member(struct run *run, const char *path, const char *credential) {
    enum { STEP = 1024 };
    if (run->member_count % STEP == 0) {
        run->members = required(realloc(run->members, (run->member_count + STEP) * sizeof *run->members));
    }
    run->members[run->member_count] = (struct member){
        .run = run,
        .transport.fd = -1,
        .number = run->member_count,
        .path = required(strdup(path)),
        .credential = required(strdup(credential)),
    };
    run->member_count++;
}

static uint32_t senders_of(const struct settings *settings, uint32_t room_size) {
    bool keeps_senders = settings->pattern == PATTERN_CLOSED && settings->in_flight > 1;
    return keeps_senders && settings->in_flight < room_size ? settings->in_flight : room_size;
}

static void furnish(struct run *run, struct room *room, uint32_t size) {
    uint32_t first = (room - run->rooms) * size;
    *room = (struct room){
        .members = run->members + first, .size = size, .senders = senders_of(&run->settings, size)};
    for (uint32_t place = 0; place < size; place++) {
        struct member *member = &room->members[place];
        member->room = room;
        member->place = place;
        member->heard = required(calloc(room->senders, sizeof *member->heard));
    }
}

void plan_read(struct run *run, const char *file_name) {
    FILE *file = fopen(file_name, "r");
    if (file == NULL) give_up(file_name, "can't be opened");
    char path[512], credential[4096];
    uint32_t room;
    int words;
    while ((words = fscanf(file, "%u %511s %4095s", &room, path, credential)) == 3) {
        if (room != run->room_count && room + 1 != run->room_count) give_up(file_name, "rooms are out of order");
        run->room_count = room + 1;
        add_member(run, path, credential);
    }
    fclose(file);
    if (words != EOF || run->room_count == 0) give_up(file_name, "a line is not: room path credential");
    if (run->member_count % run->room_count != 0) give_up(file_name, "rooms have different sizes");
    run->rooms = required(calloc(run->room_count, sizeof *run->rooms));
    for (uint32_t i = 0; i < run->room_count; i++) {
        furnish(run, &run->rooms[i], run->member_count / run->room_count);
    }
}
