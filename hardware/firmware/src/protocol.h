/* The language of ../../PROTOCOL.md: bytes to commands, messages to bytes.
 *
 * Owns framing, checksum and the byte table. Refuses to know registers, interrupts and time: it is plain C that
 * builds on any host, where it is tested with ../../vectors.
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PROTOCOL_VERSION = 1,
    PAYLOAD_MOST = 64,
    FRAME_MOST = PAYLOAD_MOST + 2,
    PADS_MOST = 8,
    BOARD_NUMBER_SIZE = 8,
};

enum message_type {
    PAD_FRAME = 0x01,
    HELLO = 0x02,
    STATUS = 0x03,
    ASK_HELLO = 0x81,
    SET_RATE = 0x82,
    SET_LIGHTS = 0x83,
    VIBRATE = 0x84,
    RESET_COUNTERS = 0x85,
    IDENTIFY = 0x86,
    ASK_STATUS = 0x87,
};

/* What has been counted since the start or the last RESET_COUNTERS. */
struct counters {
    uint32_t sent, held_back;
    uint16_t commands, bad_commands, unknown_commands;
};

struct hello {
    uint8_t board[BOARD_NUMBER_SIZE];
    uint16_t firmware, rate_hz;
    uint8_t pads, reset_cause;
};

/* A message that is being written; `frame` is complete after `end_message`. */
struct writer {
    uint8_t payload[PAYLOAD_MOST];
    uint8_t length;
};

uint8_t write_pad_frame(uint8_t frame[FRAME_MOST], uint16_t sequence, uint32_t clock_us, uint8_t count,
                        const uint16_t *values);
uint8_t write_hello(uint8_t frame[FRAME_MOST], uint16_t sequence, uint32_t clock_us, const struct hello *hello);
uint8_t write_status(uint8_t frame[FRAME_MOST], uint16_t sequence, uint32_t clock_us,
                     const struct counters *counters);

/* A command of the host; of the union, what `type` says. */
struct command {
    uint8_t type;
    union {
        uint16_t rate_hz;
        struct {
            uint8_t count, brightness[PADS_MOST];
        } lights;
        struct {
            uint8_t strength;
            uint16_t duration_ms;
        } vibration;
        uint16_t identify_ms;
    };
};

enum verdict {
    NOTHING,  /* no frame has ended with this byte */
    COMMAND,  /* a whole command; or, to a receiver that is asked, any whole message of the table */
    BAD,      /* long, broken or damaged */
    UNKNOWN,  /* whole, but of a foreign version, an unknown type or not its type's length */
};

/* What has come in since the last zero byte, without COBS already. Zeroed memory is a fresh one. */
struct receiver {
    uint8_t payload[PAYLOAD_MOST + 1];
    uint8_t length;    /* of the payload so far */
    uint8_t run;       /* bytes that the last COBS code still announces */
    bool begun;        /* a code has come */
    bool zero_due;     /* the last code was followed by a zero that its next code makes real */
    bool overlong;     /* more has come than fits */
};

/* Take one byte of the line. On COMMAND, `*command` is the host's. */
enum verdict receive(struct receiver *receiver, uint8_t byte, struct command *command);

uint32_t crc32(const uint8_t *bytes, uint8_t length);
uint8_t stuff(uint8_t frame[FRAME_MOST], const uint8_t *payload, uint8_t length);

#endif
