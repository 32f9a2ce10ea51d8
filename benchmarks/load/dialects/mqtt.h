#ifndef DIALECTS_MQTT_H
#define DIALECTS_MQTT_H

#include "../dialect.h"

extern const struct dialect mqtt_dialect;

#endif
