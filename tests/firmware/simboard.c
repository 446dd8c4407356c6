/* A board without hardware: the real firmware's ELF on a simulated ATmega328P, its line on a pty.
 *
 *   simboard FIRMWARE.elf LINK [LOG]
 *
 * LOG gets two 64-bit numbers for each frame, as its closing zero byte is put on the pty: microseconds of the wall clock
 * (CLOCK_MONOTONIC) and simulated cycles. LINK becomes a symbolic link to the pty. Prints "ready" and then obeys lines on standard input:
 *   volts MV MV ...     millivolts at A0, A1, ...
 *   pwm                 prints "pwm L0 L1 L2 L3 MOTOR", the duty 0..255 of each pin as its timer's registers have it
 *   reset CAUSE         power, pin, brownout or watchdog
 *   hang                the processor runs in circles with interrupts off (its watchdog must help)
 *   stall MS            simulated time stands still for so long
 *   number HEX          writes 12 bytes to the start of the EEPROM
 *   long ADDRESS        prints "long VALUE CYCLES": four bytes of its memory, little end first, and simulated cycles
 *   time                prints "time CYCLES LATE_US": simulated cycles, and the most that it ran behind the wall clock
 * It ends when standard input does. Simulated time follows the wall clock in slices of SLICE_US.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <simavr/avr_adc.h>
#include <simavr/avr_eeprom.h>
#include <simavr/avr_extint.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HZ = 16000000, SLICE_US = 500, BEHIND_MOST_US = 200000, BYTE_US = 20, BYTE_CYCLES = BYTE_US * (HZ / 1000000) };
enum { HANG_AT = 0x7f00 };  /* flash that the firmware does not use and the boot loader does not either */

/* Data-space addresses of the ATmega328P (its data sheet, "Register Summary"). */
enum { TCCR0A = 0x44, OCR0A = 0x47, OCR0B = 0x48, TCCR1A = 0x80, OCR1AL = 0x88, OCR1BL = 0x8a, TCCR2A = 0xb0,
       OCR2B = 0xb4, COM_A = 0x80, COM_B = 0x20 };

static avr_t *avr;
static int pty_fd, line_ready = 1;
static FILE *frames_log;

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void byte_out(struct avr_irq_t *irq, uint32_t value, void *unused)
{
    static int begun;  /* a zero byte alone is no frame */
    uint8_t byte = (uint8_t)value;
    (void)irq, (void)unused;
    if (!byte && begun && frames_log) {
        int64_t row[2] = {now_us(), (int64_t)avr->cycle};
        fwrite(row, sizeof row, 1, frames_log);
    }
    begun = byte != 0;
    if (write(pty_fd, &byte, 1) != 1)
        return;  /* nobody reads: a real line loses it as well */
}

static void may_send(struct avr_irq_t *irq, uint32_t value, void *ready)
{
    (void)irq, (void)value;
    line_ready = ready != NULL;
}

static void start_line(const char *link)
{
    struct termios raw;
    char name[128];
    int host;
    memset(&raw, 0, sizeof raw);
    cfmakeraw(&raw);
    if (openpty(&pty_fd, &host, name, &raw, NULL))
        exit(4);
    fcntl(pty_fd, F_SETFL, O_NONBLOCK);
    unlink(link);
    if (symlink(name, link))
        exit(5);
    uint32_t flags = 0;
    avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
    flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), byte_out, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), may_send, avr);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), may_send, NULL);
}

static uint8_t waiting[512];
static ssize_t waiting_count, waiting_given;

/* See whether the host has sent something. */
static void look_for_bytes(void)
{
    if (waiting_given < waiting_count)
        return;
    waiting_count = read(pty_fd, waiting, sizeof waiting);
    waiting_given = 0;
}

/* Give the simulated line the host's next byte, if it can take one. */
static void byte_in(void)
{
    if (waiting_given < waiting_count && line_ready)
        avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT), waiting[waiting_given++]);
}

static int duty(int control, int connected, int compare)
{
    return avr->data[control] & connected ? avr->data[compare] : 0;
}

static void reset(const char *cause)
{
    avr_reset(avr);
    avr_regbit_clear(avr, avr->reset_flags.porf);
    avr_regbit_t flag = !strcmp(cause, "brownout")   ? avr->reset_flags.borf
                        : !strcmp(cause, "watchdog") ? avr->reset_flags.wdrf
                        : !strcmp(cause, "pin")      ? avr->reset_flags.extrf
                                                     : avr->reset_flags.porf;
    avr_regbit_set(avr, flag);
}

static void hang(void)
{
    avr->flash[HANG_AT] = 0xff;  /* rjmp to itself */
    avr->flash[HANG_AT + 1] = 0xcf;
    avr->sreg[S_I] = 0;
    avr->pc = HANG_AT;
    avr->state = cpu_Running;    /* it may have been asleep */
}

static void set_number(const char *hex)
{
    uint8_t bytes[12] = {0};
    for (unsigned k = 0; k < sizeof bytes; k++) {
        unsigned byte = 0;
        sscanf(hex + 2 * k, "%2x", &byte);
        bytes[k] = (uint8_t)byte;
    }
    avr_eeprom_desc_t place = {.ee = bytes, .offset = 0, .size = sizeof bytes};
    avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &place);
}

static void set_volts(char *words)
{
    int pin = 0;
    for (char *word = strtok(words, " "); word && pin < 8; word = strtok(NULL, " "))
        avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + pin++), (uint32_t)atoi(word));
}

static int64_t began_us, latest_us;

static void obey(char *line)
{
    char word[64] = "";
    int number = 0;
    if (!strncmp(line, "volts ", 6))
        set_volts(line + 6);
    else if (!strcmp(line, "pwm"))
        printf("pwm %d %d %d %d %d\n", duty(TCCR0A, COM_B, OCR0B), duty(TCCR0A, COM_A, OCR0A),
               duty(TCCR1A, COM_A, OCR1AL), duty(TCCR1A, COM_B, OCR1BL), duty(TCCR2A, COM_B, OCR2B));
    else if (sscanf(line, "reset %63s", word) == 1)
        reset(word);
    else if (!strcmp(line, "hang"))
        hang();
    else if (sscanf(line, "stall %d", &number) == 1)
        usleep((useconds_t)number * 1000), began_us += (int64_t)number * 1000;
    else if (sscanf(line, "number %63s", word) == 1)
        set_number(word);
    else if (sscanf(line, "long %i", &number) == 1 && number >= 0 && number + 3 <= avr->ramend)
        printf("long %lu %llu\n",
               avr->data[number] | avr->data[number + 1] << 8 | (unsigned long)avr->data[number + 2] << 16
                   | (unsigned long)avr->data[number + 3] << 24, (unsigned long long)avr->cycle);
    else if (!strcmp(line, "time"))
        fflush(frames_log), printf("time %llu %lld\n", (unsigned long long)avr->cycle, (long long)latest_us);
    else
        printf("unknown\n");
    fflush(stdout);
}

/* Read what stands on standard input; false at its end. */
static int orders(void)
{
    static char line[256];
    static size_t length;
    char c;
    ssize_t got;
    while ((got = read(0, &c, 1)) == 1) {
        if (c == '\n') {
            line[length] = 0;
            length = 0;
            obey(line);
        } else if (length < sizeof line - 1) {
            line[length++] = c;
        }
    }
    return got < 0 && (errno == EAGAIN || errno == EINTR);
}

static void run_until(avr_cycle_count_t target)
{
    int state = cpu_Running;
    while (avr->cycle < target && state != cpu_Done && state != cpu_Crashed)
        state = avr_run(avr);
    if (state == cpu_Done || state == cpu_Crashed)
        exit(6);
}

/* Simulated sleep must not sleep in earnest: pacing is done in `main`. */
static void no_sleep(avr_t *unused, avr_cycle_count_t howlong)
{
    (void)unused, (void)howlong;
}

int main(int count, char **words)
{
    elf_firmware_t firmware = {0};
    if (count < 3 || count > 4 || elf_read_firmware(words[1], &firmware))
        return 2;
    if (count == 4 && !(frames_log = fopen(words[3], "wb")))
        return 2;
    avr = avr_make_mcu_by_name("atmega328p");
    if (!avr)
        return 3;
    avr_init(avr);
    firmware.frequency = HZ;
    avr_load_firmware(avr, &firmware);
    avr->frequency = HZ;
    avr->vcc = avr->avcc = avr->aref = 5000;
    avr->log = LOG_NONE;
    avr->run_cycle_limit = BYTE_CYCLES;  /* so many at once, but never past what is due */
    for (int pin = 0; pin < 2; pin++)    /* unused, and yet it would look at them in every cycle in which they are low */
        avr_extint_set_strict_lvl_trig(avr, (uint8_t)pin, 0);
    avr->sleep = no_sleep;
    fcntl(0, F_SETFL, O_NONBLOCK);
    start_line(words[2]);
    printf("ready\n");
    fflush(stdout);
    began_us = now_us();
    while (orders()) {
        int64_t due = (now_us() - began_us) * (HZ / 1000000), behind_us = (due - (int64_t)avr->cycle) / 16;
        latest_us = behind_us > latest_us ? behind_us : latest_us;
        if (behind_us > BEHIND_MOST_US)  /* the machine was away: do not race after it */
            began_us += behind_us - SLICE_US;
        look_for_bytes();
        for (int64_t ran = 0; ran < behind_us && ran < BEHIND_MOST_US; ran += BYTE_US) {
            byte_in();
            run_until(avr->cycle + BYTE_CYCLES);
        }
        usleep(SLICE_US);
    }
    unlink(words[2]);
    return 0;
}
