#include "feedback.h"

#include <string.h>

void obey(struct feedback *feedback, const struct command *command, uint32_t now_ms)
{
    switch (command->type) {
    case SET_LIGHTS:
        memcpy(feedback->set, command->lights.brightness, command->lights.count);
        feedback->host = true;
        feedback->host_ms = now_ms;
        break;
    case VIBRATE:
        feedback->strength = command->vibration.strength;
        feedback->vibrate_from_ms = now_ms;
        feedback->vibrate_ms = command->vibration.duration_ms;
        if (feedback->vibrate_ms > VIBRATION_MOST_MS)  /* a lost host must not leave it running */
            feedback->vibrate_ms = VIBRATION_MOST_MS;
        break;
    case IDENTIFY:
        feedback->identify_from_ms = now_ms;
        feedback->identify_ms = command->identify_ms;
        break;
    default:
        break;
    }
}

uint8_t brightness_of(struct feedback *feedback, uint8_t pad, uint16_t value, uint32_t now_ms)
{
    uint32_t since_ms = now_ms - feedback->identify_from_ms;
    if (since_ms < feedback->identify_ms)
        return since_ms / BLINK_MS % 2 ? 0 : 255;
    feedback->identify_ms = 0;
    if (feedback->host && now_ms - feedback->host_ms >= HOST_GONE_MS)
        feedback->host = false;
    if (feedback->host)
        return feedback->set[pad];
    uint8_t high = (uint8_t)(value >> 8);
    return (uint8_t)((uint16_t)high * high / 255);  /* an eye hears like an ear: by proportion */
}

uint8_t strength_of(struct feedback *feedback, uint32_t now_ms)
{
    if (now_ms - feedback->vibrate_from_ms >= feedback->vibrate_ms)
        feedback->vibrate_ms = 0;
    return feedback->vibrate_ms ? feedback->strength : 0;
}
