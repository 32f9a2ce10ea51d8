#ifndef DIALECTS_JSON_H
#define DIALECTS_JSON_H

#include "../dialect.h"

extern const struct dialect json_dialect;

#endif
