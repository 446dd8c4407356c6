#include "protocol.h"

#include <string.h>

/* CRC-32 a half byte at a time: a table of 16 is small enough for a chip with 2 kB of memory. */
uint32_t crc32(const uint8_t *bytes, uint8_t length)
{
    static const uint32_t half[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
        0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    uint32_t crc = 0xffffffff;
    while (length--) {
        crc ^= *bytes++;
        crc = (crc >> 4) ^ half[crc & 15];
        crc = (crc >> 4) ^ half[crc & 15];
    }
    return ~crc;
}

/* COBS and the closing zero; the length on the line. */
uint8_t stuff(uint8_t frame[FRAME_MOST], const uint8_t *payload, uint8_t length)
{
    uint8_t code_at = 0, at = 1;
    for (uint8_t k = 0; k < length; k++) {
        if (payload[k]) {
            frame[at++] = payload[k];
        } else {
            frame[code_at] = (uint8_t)(at - code_at);
            code_at = at++;
        }
    }
    frame[code_at] = (uint8_t)(at - code_at);
    frame[at++] = 0;
    return at;
}

static void put(struct writer *writer, uint32_t value, uint8_t bytes)
{
    while (bytes--) {
        writer->payload[writer->length++] = (uint8_t)value;
        value >>= 8;
    }
}

static struct writer begin_message(uint8_t type, uint16_t sequence, uint32_t clock_us)
{
    struct writer writer = {.length = 0};
    put(&writer, PROTOCOL_VERSION, 1);
    put(&writer, type, 1);
    put(&writer, sequence, 2);
    put(&writer, clock_us, 4);
    return writer;
}

static uint8_t end_message(struct writer *writer, uint8_t frame[FRAME_MOST])
{
    put(writer, crc32(writer->payload, writer->length), 4);
    return stuff(frame, writer->payload, writer->length);
}

uint8_t write_pad_frame(uint8_t frame[FRAME_MOST], uint16_t sequence, uint32_t clock_us, uint8_t count,
                        const uint16_t *values)
{
    struct writer writer = begin_message(PAD_FRAME, sequence, clock_us);
    put(&writer, count, 1);
    for (uint8_t pad = 0; pad < count; pad++)
        put(&writer, values[pad], 2);
    return end_message(&writer, frame);
}

uint8_t write_hello(uint8_t frame[FRAME_MOST], uint16_t sequence, uint32_t clock_us, const struct hello *hello)
{
    struct writer writer = begin_message(HELLO, sequence, clock_us);
    memcpy(writer.payload + writer.length, hello->board, BOARD_NUMBER_SIZE);
    writer.length += BOARD_NUMBER_SIZE;
    put(&writer, hello->firmware, 2);
    put(&writer, hello->rate_hz, 2);
    put(&writer, hello->pads, 1);
    put(&writer, hello->reset_cause, 1);
    return end_message(&writer, frame);
}

uint8_t write_status(uint8_t frame[FRAME_MOST], uint16_t sequence, uint32_t clock_us,
                     const struct counters *counters)
{
    struct writer writer = begin_message(STATUS, sequence, clock_us);
    put(&writer, counters->sent, 4);
    put(&writer, counters->held_back, 4);
    put(&writer, counters->commands, 2);
    put(&writer, counters->bad_commands, 2);
    put(&writer, counters->unknown_commands, 2);
    return end_message(&writer, frame);
}

static uint16_t word(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

/* The command in the fields of a whole message, or UNKNOWN. Messages of a board are none to a board. */
static enum verdict read_command(uint8_t type, const uint8_t *body, uint8_t length, struct command *command)
{
    command->type = type;
    switch (type) {
    case ASK_HELLO:
    case RESET_COUNTERS:
    case ASK_STATUS:
        return length == 0 ? COMMAND : UNKNOWN;
    case SET_RATE:
        if (length != 2)
            return UNKNOWN;
        command->rate_hz = word(body);
        return COMMAND;
    case IDENTIFY:
        if (length != 2)
            return UNKNOWN;
        command->identify_ms = word(body);
        return COMMAND;
    case VIBRATE:
        if (length != 3)
            return UNKNOWN;
        command->vibration.strength = body[0];
        command->vibration.duration_ms = word(body + 1);
        return COMMAND;
    case SET_LIGHTS:
        if (length < 1 || body[0] > PADS_MOST || length != 1 + body[0])
            return UNKNOWN;
        command->lights.count = body[0];
        memcpy(command->lights.brightness, body + 1, body[0]);
        return COMMAND;
    default:
        return UNKNOWN;
    }
}

/* A frame has ended: what was it? */
static enum verdict judge(const struct receiver *receiver, struct command *command)
{
    if (!receiver->begun && !receiver->overlong)
        return NOTHING;
    if (receiver->overlong || receiver->run || receiver->length < 6)
        return BAD;
    uint8_t end = receiver->length - 4;
    const uint8_t *payload = receiver->payload;
    uint32_t check = word(payload + end) | (uint32_t)word(payload + end + 2) << 16;
    if (crc32(payload, end) != check)
        return BAD;
    if (payload[0] != PROTOCOL_VERSION)
        return UNKNOWN;
    return read_command(payload[1], payload + 2, end - 2, command);
}

static void keep(struct receiver *receiver, uint8_t byte)
{
    if (receiver->length < PAYLOAD_MOST)
        receiver->payload[receiver->length++] = byte;
    else
        receiver->overlong = true;
}

enum verdict receive(struct receiver *receiver, uint8_t byte, struct command *command)
{
    if (byte == 0) {
        enum verdict verdict = judge(receiver, command);
        memset(receiver, 0, sizeof *receiver);
        return verdict;
    }
    if (receiver->run) {
        keep(receiver, byte);
        receiver->run--;
        return NOTHING;
    }
    if (receiver->zero_due)
        keep(receiver, 0);
    receiver->run = byte - 1;
    receiver->begun = receiver->zero_due = true;
    return NOTHING;
}
