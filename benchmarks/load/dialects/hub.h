#ifndef DIALECTS_HUB_H
#define DIALECTS_HUB_H

#include "../dialect.h"

// Live messages that are not stored: signals to the whole room. The sender gets its reply, everybody else the signal.
extern const struct dialect hub_dialect;

// Chat, which is on disk before anybody sees it: everybody gets the event, and the sender a reply beside it.
extern const struct dialect hub_chat_dialect;

#endif
