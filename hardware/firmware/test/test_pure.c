/* Tests of the firmware's pure parts on the host: `make test`. Each check names itself when it fails. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/feedback.h"
#include "../src/pads.h"
#include "../src/protocol.h"

static int checks, failures;

static void check(int holds, const char *sentence, const char *which)
{
    checks++;
    if (!holds) {
        failures++;
        printf("FAILED: %s (%s)\n", sentence, which);
    }
}

static int from_hex(const char *hex, uint8_t *bytes)
{
    int count = 0;
    unsigned byte;
    for (; sscanf(hex + 2 * count, "%2x", &byte) == 1; count++)
        bytes[count] = (uint8_t)byte;
    return count;
}

/* Feed a whole line; the last verdict that is not NOTHING. */
static enum verdict hear(struct receiver *receiver, const uint8_t *line, int length, struct command *command)
{
    enum verdict last = NOTHING;
    for (int k = 0; k < length; k++) {
        enum verdict verdict = receive(receiver, line[k], command);
        last = verdict == NOTHING ? last : verdict;
    }
    return last;
}

/* What a message of the board looks like when this firmware writes it; its length on the line, or 0. */
static int write_again(unsigned long *field, const char *text, uint8_t frame[FRAME_MOST])
{
    uint16_t values[PADS_MOST];
    struct hello hello;
    struct counters counters;
    char number[17];
    unsigned long h[6];
    switch (field[0]) {
    case PAD_FRAME:
        for (unsigned long pad = 0; pad < field[3]; pad++)
            values[pad] = (uint16_t)field[4 + pad];
        return write_pad_frame(frame, (uint16_t)field[1], (uint32_t)field[2], (uint8_t)field[3], values);
    case HELLO:
        sscanf(text, "%*u %lu %lu %16s %lu %lu %lu %lu", &h[0], &h[1], number, &h[2], &h[3], &h[4], &h[5]);
        from_hex(number, hello.board);
        hello.firmware = (uint16_t)h[2];
        hello.rate_hz = (uint16_t)h[3];
        hello.pads = (uint8_t)h[4];
        hello.reset_cause = (uint8_t)h[5];
        return write_hello(frame, (uint16_t)h[0], (uint32_t)h[1], &hello);
    case STATUS:
        counters = (struct counters){(uint32_t)field[3], (uint32_t)field[4], (uint16_t)field[5],
                                     (uint16_t)field[6], (uint16_t)field[7]};
        return write_status(frame, (uint16_t)field[1], (uint32_t)field[2], &counters);
    default:
        return 0;
    }
}

static int same_command(const unsigned long *field, const struct command *command)
{
    switch (field[0]) {
    case SET_RATE:
        return command->rate_hz == field[1];
    case IDENTIFY:
        return command->identify_ms == field[1];
    case VIBRATE:
        return command->vibration.strength == field[1] && command->vibration.duration_ms == field[2];
    case SET_LIGHTS:
        for (unsigned long pad = 0; pad < field[1]; pad++)
            if (command->lights.brightness[pad] != field[2 + pad])
                return 0;
        return command->lights.count == field[1];
    default:
        return 1;
    }
}

static void test_vector(char *name, char *verdict, char *hex, char *meaning)
{
    uint8_t line[2048], frame[FRAME_MOST];
    int length = from_hex(hex, line);
    struct receiver receiver = {0};
    struct command command = {0};
    enum verdict heard = hear(&receiver, line, length, &command);
    if (strcmp(verdict, "ok")) {
        int refused = strcmp(verdict, "foreign") && strcmp(verdict, "unknown") ? BAD : UNKNOWN;
        check(heard == (enum verdict)refused, "a bad frame is refused for the right reason", name);
        return;
    }
    unsigned long field[16] = {0};
    int fields = 0;
    char *end, *at = meaning;
    while (fields < 16 && (field[fields] = strtoul(at, &end, 10), end != at)) {
        fields++;
        at = end;
    }
    if (field[0] & 0x80) {
        check(heard == COMMAND && command.type == field[0], "a command is heard", name);
        check(same_command(field, &command), "a command's fields are heard", name);
    } else {
        check(heard == UNKNOWN, "a board's message is no command", name);
        int written = write_again(field, meaning, frame);
        check(written == length && !memcmp(frame, line, (size_t)length), "a message is written byte by byte", name);
    }
}

static void test_vectors(const char *path)
{
    FILE *file = fopen(path, "r");
    static char row[4096];
    int rows = 0;
    while (file && fgets(row, sizeof row, file)) {
        char *name = strtok(row, "\t"), *verdict = strtok(NULL, "\t"), *hex = strtok(NULL, "\t");
        test_vector(name, verdict, hex, strtok(NULL, "\n"));
        rows++;
    }
    check(rows > 50, "the vectors are there", path);
    if (file)
        fclose(file);
}

static void test_any_bytes(void)
{
    uint8_t ask[FRAME_MOST], payload[6] = {PROTOCOL_VERSION, ASK_HELLO};
    uint32_t crc = crc32(payload, 2);
    for (int k = 0; k < 4; k++)
        payload[2 + k] = (uint8_t)(crc >> 8 * k);
    uint8_t length = stuff(ask, payload, 6);
    srand(7);
    for (int round = 0; round < 20000; round++) {
        struct receiver receiver = {0};
        struct command command;
        for (int k = rand() % 200; k > 0; k--)
            receive(&receiver, rand() % 8 ? (uint8_t)rand() : 0, &command);
        receive(&receiver, 0, &command);
        check(hear(&receiver, ask, length, &command) == COMMAND, "after any bytes the next command is heard", "");
    }
}

static void test_pads(void)
{
    srand(3);
    for (int round = 0; round < 5000; round++) {
        struct pads pads = {.count = 4};
        uint64_t sums[4] = {0};
        uint16_t least[4] = {9999, 9999, 9999, 9999}, most[4] = {0};
        int counts = 1 + rand() % 600;
        for (int k = 0; k < 4 * counts; k++) {
            uint16_t reading = (uint16_t)(round % 3 ? rand() % 1024 : round % 2 ? 1023 : 0);
            sums[k % 4] += reading;
            least[k % 4] = reading < least[k % 4] ? reading : least[k % 4];
            most[k % 4] = reading > most[k % 4] ? reading : most[k % 4];
            take_reading(&pads, reading);
        }
        end_readings(&pads);
        find_values(&pads);
        for (int pad = 0; pad < 4; pad++) {
            int left = counts >= TRIMMED_FROM ? counts - 2 : counts;
            double kept = (double)sums[pad] - (left < counts ? least[pad] + most[pad] : 0);
            double exact = 65535.0 * kept / (1023.0 * left);
            double off = pads.values[pad] - exact;
            check(off > -2 && off < 2, "a value is its readings' mean, less the two at the ends", "");
        }
        check(round % 3 || pads.values[0] == (round % 2 ? 65535 : 0), "the ends of the scale are reached", "");
    }
    struct pads spark = {.count = 1};
    for (int k = 0; k < 19; k++)
        take_reading(&spark, k == 7 ? 1023 : 100);
    end_readings(&spark);
    find_values(&spark);
    check(spark.values[0] < 6410, "one reading out of place is not felt", "");
    struct pads idle = {.count = 2, .values = {7, 8}};
    end_readings(&idle);
    find_values(&idle);
    check(idle.values[0] == 7 && idle.values[1] == 8, "a pad without a reading keeps its value", "");
}

static void test_feedback(void)
{
    struct feedback feedback = {0};
    struct command lights = {.type = SET_LIGHTS, .lights = {2, {10, 20}}};
    struct command motor = {.type = VIBRATE, .vibration = {200, 50}};
    struct command identify = {.type = IDENTIFY, .identify_ms = 600};
    uint32_t start = 0xffffff00u;           /* shortly before the clock turns over */
    check(brightness_of(&feedback, 0, 65535, start) == 255, "without a host a light follows its pad", "full");
    check(brightness_of(&feedback, 0, 0, start) == 0, "without a host a light follows its pad", "none");
    obey(&feedback, &lights, start);
    check(brightness_of(&feedback, 1, 65535, start + 500) == 20, "a host's light is the host's", "");
    check(brightness_of(&feedback, 1, 65535, start + HOST_GONE_MS) == 255, "a host that is gone is forgotten", "");
    obey(&feedback, &lights, start);
    obey(&feedback, &identify, start);
    check(brightness_of(&feedback, 1, 0, start + 10) == 255, "it blinks when asked who it is", "on");
    check(brightness_of(&feedback, 1, 0, start + BLINK_MS + 10) == 0, "it blinks when asked who it is", "off");
    check(brightness_of(&feedback, 1, 0, start + 601) == 20, "after blinking lights are as before", "");
    check(strength_of(&feedback, start) == 0, "the motor rests until it is asked", "");
    obey(&feedback, &motor, start);
    check(strength_of(&feedback, start + 49) == 200, "the motor runs as long as asked", "");
    check(strength_of(&feedback, start + 50) == 0, "and no longer", "");
    motor.vibration.duration_ms = 60000;
    obey(&feedback, &motor, start);
    check(strength_of(&feedback, start + VIBRATION_MOST_MS) == 0, "no host can leave it running", "");
}

int main(int count, char **words)
{
    test_vectors(count > 1 ? words[1] : "../vectors/frames.tsv");
    test_any_bytes();
    test_pads();
    test_feedback();
    printf("%d checks, %d failed\n", checks, failures);
    return failures != 0;
}
