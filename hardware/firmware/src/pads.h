/* Readings of the converter to one value a pad and frame.
 *
 * Owns the order in which pads are read and their mean. Refuses to know registers.
 */
#ifndef PADS_H
#define PADS_H

#include <stdint.h>

#include "protocol.h"

enum { READING_MOST = 1023, READINGS_MOST = 4096, TRIMMED_FROM = 5 };

struct readings {
    uint32_t sums[PADS_MOST];
    uint16_t counts[PADS_MOST];
    uint16_t least[PADS_MOST], most[PADS_MOST];
};

/* Zeroed memory but for `count` is a fresh one. */
struct pads {
    uint8_t count;            /* of pads */
    uint8_t next;             /* the pad that is being read */
    struct readings running;  /* of the frame that is being read */
    struct readings ended;    /* of the frame before */
    uint16_t values[PADS_MOST];
};

/* Take a reading 0..1023 of pad `pads->next`; the pad to read next. */
uint8_t take_reading(struct pads *pads, uint16_t reading);

/* A frame is due: set its readings aside, and begin anew. Short: `take_reading` must not come in between. */
void end_readings(struct pads *pads);

/* Put the mean of the readings set aside, stretched to 0..65535, into `pads->values`. From TRIMMED_FROM readings on,
 * the least and the greatest are left out: a spark on the line is one reading. A pad without any keeps its last value.
 * Long, for a chip that cannot divide. */
void find_values(struct pads *pads);

#endif
