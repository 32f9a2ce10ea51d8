#ifndef DIALECTS_LIMIT_H
#define DIALECTS_LIMIT_H

#include "../dialect.h"

extern const struct dialect limit_dialect;

#endif
