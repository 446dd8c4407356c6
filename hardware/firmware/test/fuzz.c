/* A fuzzer guided by coverage for the firmware's receiver: `make fuzz` (SECONDS=10 SEED=1).
 *
 * The receiver is compiled with -fsanitize-coverage=trace-pc, which calls the function below on every branch: bytes that
 * reach a new one are kept and mutated on. The sanitizers watch memory; what is asked of the receiver after every
 * input is asked in `hold`.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../src/protocol.h"

enum { PLACES = 1 << 12, INPUT_MOST = 256, KEPT_MOST = 4096 };

static uint8_t seen[PLACES];
static uintptr_t last;
static int fresh;

void __sanitizer_cov_trace_pc(void);

__attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc(void)
{
    uintptr_t here = (uintptr_t)__builtin_return_address(0);
    uintptr_t place = (here ^ (last >> 1)) % PLACES;
    last = here;
    if (!seen[place]) {
        seen[place] = 1;
        fresh = 1;
    }
}

struct input {
    uint8_t bytes[INPUT_MOST];
    int length;
};

static struct input kept[KEPT_MOST];
static int kept_count;

/* After these bytes and a zero, the next whole command must be heard, and nothing may have grown. */
static int hold(const struct input *input, const uint8_t *ask, uint8_t ask_length)
{
    struct receiver receiver = {0};
    struct command command;
    enum verdict verdict = NOTHING;
    for (int k = 0; k < input->length; k++) {
        receive(&receiver, input->bytes[k], &command);
        if (receiver.length > PAYLOAD_MOST)
            return 0;
    }
    receive(&receiver, 0, &command);
    for (uint8_t k = 0; k < ask_length; k++)
        verdict = receive(&receiver, ask[k], &command);
    return verdict == COMMAND && command.type == ASK_HELLO;
}

static void mutate(struct input *input)
{
    for (int turns = 1 + rand() % 4; turns > 0; turns--) {
        int at = input->length ? rand() % input->length : 0;
        switch (rand() % 6) {
        case 0:
            if (input->length)
                input->bytes[at] ^= (uint8_t)(1 << rand() % 8);
            break;
        case 1:
            if (input->length)
                input->bytes[at] = (uint8_t)rand();
            break;
        case 2:
            if (input->length < INPUT_MOST) {
                memmove(input->bytes + at + 1, input->bytes + at, (size_t)(input->length - at));
                input->bytes[at] = rand() % 3 ? (uint8_t)rand() : 0;
                input->length++;
            }
            break;
        case 3:
            input->length = at;
            break;
        case 4: {
            const struct input *other = &kept[rand() % kept_count];
            int room = INPUT_MOST - input->length;
            int more = other->length < room ? other->length : room;
            memcpy(input->bytes + input->length, other->bytes, (size_t)more);
            input->length += more;
            break;
        }
        default: {  /* a frame whose checksum fits, or nothing would ever get behind it */
            uint8_t payload[PAYLOAD_MOST], length = (uint8_t)(2 + rand() % 12);
            for (uint8_t k = 0; k < length; k++)
                payload[k] = (uint8_t)rand();
            if (rand() % 4)
                payload[0] = PROTOCOL_VERSION;
            if (rand() % 4)
                payload[1] = (uint8_t)(0x80 + rand() % 10);
            if (rand() % 2)
                payload[2] = (uint8_t)(length - 3);  /* a count that may fit */
            uint32_t crc = crc32(payload, length);
            for (int k = 0; k < 4; k++)
                payload[length + k] = (uint8_t)(crc >> 8 * k);
            if (input->length + length + 6 <= INPUT_MOST) {
                uint8_t frame[FRAME_MOST];
                uint8_t size = stuff(frame, payload, (uint8_t)(length + 4));
                memcpy(input->bytes + input->length, frame, size);
                input->length += size;
            }
        }
        }
    }
}

int main(int count, char **words)
{
    int seconds = count > 1 ? atoi(words[1]) : 10;
    unsigned seed = count > 2 ? (unsigned)atoi(words[2]) : 1;
    uint8_t payload[6] = {PROTOCOL_VERSION, ASK_HELLO}, ask[FRAME_MOST];
    uint32_t crc = crc32(payload, 2);
    for (int k = 0; k < 4; k++)
        payload[2 + k] = (uint8_t)(crc >> 8 * k);
    uint8_t ask_length = stuff(ask, payload, 6);
    long tries = 0;
    srand(seed);
    kept_count = 1;
    for (time_t end = time(NULL) + seconds; time(NULL) < end;) {
        for (int burst = 0; burst < 1000; burst++, tries++) {
            struct input input = kept[rand() % kept_count];
            mutate(&input);
            fresh = 0;
            if (!hold(&input, ask, ask_length)) {
                printf("FAILED after %ld tries:", tries);
                for (int k = 0; k < input.length; k++)
                    printf(" %02x", input.bytes[k]);
                printf("\n");
                return 1;
            }
            if (fresh && kept_count < KEPT_MOST)
                kept[kept_count++] = input;
        }
    }
    int places = 0;
    for (int k = 0; k < PLACES; k++)
        places += seen[k];
    printf("%ld inputs, %d ways through the code, %d inputs kept, 0 failed\n", tries, places, kept_count);
    return 0;
}
