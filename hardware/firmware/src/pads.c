#include "pads.h"

#include <string.h>

uint8_t take_reading(struct pads *pads, uint16_t reading)
{
    uint8_t pad = pads->next;
    struct readings *running = &pads->running;
    if (running->counts[pad] < READINGS_MOST) {
        if (!running->counts[pad] || reading < running->least[pad])
            running->least[pad] = reading;
        if (reading > running->most[pad])
            running->most[pad] = reading;
        running->sums[pad] += reading;
        running->counts[pad]++;
    }
    pads->next = (uint8_t)(pad + 1) < pads->count ? (uint8_t)(pad + 1) : 0;
    return pads->next;
}

/* 65535 * sum / (1023 * readings), rounded, within 32 bits: 65535 = 1023 * 64 + 63. */
static uint16_t stretched(uint32_t sum, uint16_t readings)
{
    uint32_t full = (uint32_t)READING_MOST * readings;
    uint32_t whole = sum / readings;                    /* 0..1023 */
    uint32_t rest = sum - whole * readings;             /* below `readings` */
    uint32_t value = whole * 64 + whole * 63 / READING_MOST;
    return (uint16_t)(value + (rest * 64 * READING_MOST + full / 2) / full);
}

void end_readings(struct pads *pads)
{
    pads->ended = pads->running;
    memset(&pads->running, 0, sizeof pads->running);
}

void find_values(struct pads *pads)
{
    const struct readings *ended = &pads->ended;
    for (uint8_t pad = 0; pad < pads->count; pad++) {
        uint32_t sum = ended->sums[pad];
        uint16_t count = ended->counts[pad];
        if (count >= TRIMMED_FROM) {
            sum -= (uint32_t)ended->least[pad] + ended->most[pad];
            count -= 2;
        }
        if (count)
            pads->values[pad] = stretched(sum, count);
    }
}
