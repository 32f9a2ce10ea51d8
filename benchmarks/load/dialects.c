#include <string.h>

#include "dialect.h"
#include "dialects/hub.h"
#include "dialects/json.h"
#include "dialects/limit.h"
#include "dialects/mqtt.h"

static const struct dialect *const dialects[] = {&limit_dialect, &hub_dialect, &hub_chat_dialect, &mqtt_dialect,
                                               &json_dialect};

const struct dialect *dialect_named(const char *name) {
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        if (strcmp(dialects[i]->name, name) == 0) return dialects[i];
    }
    return NULL;
}
