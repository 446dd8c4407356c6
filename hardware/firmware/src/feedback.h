/* What the object shows and lets feel: the pads' lights and the motor, as functions of time.
 *
 * Owns how commands and time become brightness and strength. Refuses to know registers.
 * Until a host sets lights, and HOST_GONE_MS after it last did, each light follows its own pad: the object shows which
 * pad is felt without any host.
 */
#ifndef FEEDBACK_H
#define FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

enum { HOST_GONE_MS = 3000, BLINK_MS = 256, VIBRATION_MOST_MS = 2000 };

/* Zeroed memory is a fresh one. */
struct feedback {
    uint8_t set[PADS_MOST];
    bool host;                 /* lights are the host's */
    uint32_t host_ms;          /* when it set them last */
    uint32_t identify_from_ms, vibrate_from_ms;
    uint16_t identify_ms, vibrate_ms;
    uint8_t strength;
};

/* Obey SET_LIGHTS, VIBRATE or IDENTIFY; other commands change nothing. */
void obey(struct feedback *feedback, const struct command *command, uint32_t now_ms);

/* Brightness 0..255 of a pad's light; `value` is what its pad reads. */
uint8_t brightness_of(struct feedback *feedback, uint8_t pad, uint16_t value, uint32_t now_ms);

/* Strength 0..255 of the motor. */
uint8_t strength_of(struct feedback *feedback, uint32_t now_ms);

#endif
