// A member's socket: joining, reading, writing. What a dialect calls is declared in dialect.h.
#ifndef MEMBER_H
#define MEMBER_H

#include "run.h"

// Begins to connect.
void member_start(struct member *member);

// epoll has something to tell of its socket.
void member_handle(struct member *member);

// Writes what members have to say since the last time.
void member_flush_all(struct run *run);

void member_close(struct member *member);

#endif
