/* The object's firmware for an ATmega328P at 16 MHz (Arduino Uno or Nano).
 *
 * Owns registers, interrupts and the order of things. What messages, values and lights mean is in the other files.
 * Theory of operation: the converter never rests, each reading starts the next one (18 000 readings a second over all
 * pads); bytes come and go through two rings filled and emptied by interrupts; the main loop sends a frame when
 * one is due AND the line has room for all of it (otherwise it counts the frame as held back: newest counts, nothing
 * waits), obeys commands, and feeds the watchdog. Nothing in it ever waits for anything.
 *
 * Pins: pads A0..A5; lights 5 6 9 10 and motor 3 by PWM (see ../../BUILD.md).
 */
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <stdbool.h>
#include <string.h>
#include <util/atomic.h>

#include "feedback.h"
#include "pads.h"
#include "protocol.h"

#ifndef PADS
#define PADS 4
#endif
_Static_assert(PADS >= 1 && PADS <= 6, "the chip has six converter pins on an Uno");

enum { FIRMWARE = 0x0100, RATE_HZ = 250, RATE_LEAST_HZ = 10, RATE_MOST_HZ = 500, LIGHTS = 4 };

/* ---- clock: timer 0 counts 4 us and turns over every 1024 us (it also drives the PWM of two lights) ---- */

static volatile uint32_t turns;

ISR(TIMER0_OVF_vect)
{
    turns++;
}

static uint32_t clock_us(void)
{
    uint32_t whole;
    uint8_t part;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        whole = turns;
        part = TCNT0;
        if ((TIFR0 & _BV(TOV0)) && part < 255)  /* it has turned over, and the interrupt waits for us */
            whole++;
    }
    return (whole << 10) + ((uint32_t)part << 2);
}

/* Milliseconds, of 1.024 ms each: nobody feels the difference, and it wraps only after 51 days. */
static uint32_t clock_ms(void)
{
    uint32_t whole;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        whole = turns;
    }
    return whole;
}

/* ---- pads: the converter, 52 us a reading ---- */

static struct pads pads = {.count = PADS};

static void read_pad(uint8_t pad)
{
    ADMUX = _BV(REFS0) | pad;               /* reference AVcc: the divider hangs on it too, so it cancels out */
    ADCSRA |= _BV(ADSC);
}

ISR(ADC_vect)
{
    read_pad(take_reading(&pads, ADC));
}

static void start_pads(void)
{
    DIDR0 = (uint8_t)(_BV(PADS) - 1);       /* no digital input on these pins */
    ADCSRA = _BV(ADEN) | _BV(ADIE) | _BV(ADPS2) | _BV(ADPS1);  /* 250 kHz */
    read_pad(0);
}

/* ---- line: two rings; sizes are powers of two, indices run on and wrap ---- */

#ifndef LINE_OUT
#define LINE_OUT 128
#endif
enum { OUT_SIZE = LINE_OUT, IN_SIZE = 64 };
static volatile uint8_t out[OUT_SIZE], out_put, out_taken;
static volatile uint8_t in[IN_SIZE], in_put, in_taken;

ISR(USART_UDRE_vect)
{
    UDR0 = out[out_taken++ % OUT_SIZE];
    if (out_taken == out_put)
        UCSR0B &= (uint8_t)~_BV(UDRIE0);
}

ISR(USART_RX_vect)
{
    uint8_t byte = UDR0;
    if ((uint8_t)(in_put - in_taken) < IN_SIZE)
        in[in_put++ % IN_SIZE] = byte;      /* else it is lost, and its frame's checksum will say so */
}

static void start_line(void)
{
    UBRR0 = 3;                              /* 500 000 baud exactly */
    UCSR0A = _BV(U2X0);
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

static bool put_on_line(const uint8_t *frame, uint8_t length)
{
    if ((uint8_t)(out_put - out_taken) + length > OUT_SIZE)
        return false;
    for (uint8_t k = 0; k < length; k++)
        out[(uint8_t)(out_put + k) % OUT_SIZE] = frame[k];
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        out_put += length;
        UCSR0B |= _BV(UDRIE0);
    }
    return true;
}

/* ---- lights and motor ---- */

static void start_pwm(void)
{
    DDRD |= _BV(PD3) | _BV(PD5) | _BV(PD6);
    DDRB |= _BV(PB1) | _BV(PB2);
    TCCR0A = _BV(WGM01) | _BV(WGM00);       /* fast PWM, 16 MHz / 64 / 256 = 977 Hz */
    TCCR0B = _BV(CS01) | _BV(CS00);
    TIMSK0 = _BV(TOIE0);
    TCCR1A = _BV(WGM10);                    /* the same in 8 bits of timer 1 */
    TCCR1B = _BV(WGM12) | _BV(CS11) | _BV(CS10);
    TCCR2A = _BV(WGM21) | _BV(WGM20);
    TCCR2B = _BV(CS22);
}

/* A compare value of 0 still makes a short pulse: off means taking the pin from the timer. */
static void set_pwm(volatile uint8_t *control, uint8_t connect, uint8_t strength)
{
    if (strength)
        *control |= connect;
    else
        *control &= (uint8_t)~connect;
}

static void set_light(uint8_t pad, uint8_t brightness)
{
    switch (pad) {
    case 0:
        OCR0B = brightness;                 /* D5 */
        set_pwm(&TCCR0A, _BV(COM0B1), brightness);
        break;
    case 1:
        OCR0A = brightness;                 /* D6 */
        set_pwm(&TCCR0A, _BV(COM0A1), brightness);
        break;
    case 2:
        OCR1A = brightness;                 /* D9 */
        set_pwm(&TCCR1A, _BV(COM1A1), brightness);
        break;
    default:
        OCR1B = brightness;                 /* D10 */
        set_pwm(&TCCR1A, _BV(COM1B1), brightness);
        break;
    }
}

static void set_motor(uint8_t strength)
{
    OCR2B = strength;                       /* D3 */
    set_pwm(&TCCR2A, _BV(COM2B1), strength);
}

/* ---- who it is ---- */

static uint8_t reset_cause __attribute__((section(".noinit")));
void keep_reset_cause(void) __attribute__((naked, used, section(".init3")));

/* Before anything else: a watchdog that bit is still on, with its shortest time. */
void keep_reset_cause(void)
{
    reset_cause = MCUSR;
    MCUSR = 0;
    wdt_disable();
}

/* The board's number lies in the EEPROM behind its checksum. A board without one makes it up from the noise of its
 * pads and from how long the first readings took, once. */
static void read_number(uint8_t number[BOARD_NUMBER_SIZE])
{
    uint32_t check = eeprom_read_dword((const uint32_t *)BOARD_NUMBER_SIZE);
    eeprom_read_block(number, (const void *)0, BOARD_NUMBER_SIZE);
    if (crc32(number, BOARD_NUMBER_SIZE) == check)
        return;
    uint8_t noise[BOARD_NUMBER_SIZE + 4] = {0};
    for (uint16_t turn = 0; turn < 512; turn++) {
        ADMUX = _BV(REFS0) | (turn % PADS);
        ADCSRA = _BV(ADEN) | _BV(ADSC) | _BV(ADPS1);
        while (ADCSRA & _BV(ADSC))
            ;
        noise[turn % sizeof noise] = (uint8_t)(noise[turn % sizeof noise] * 5 + ADC + TCNT0);
    }
    uint32_t mixed[2] = {crc32(noise, sizeof noise), crc32(noise, sizeof noise / 2)};
    memcpy(number, mixed, BOARD_NUMBER_SIZE);
    eeprom_update_block(number, (void *)0, BOARD_NUMBER_SIZE);
    eeprom_update_dword((uint32_t *)BOARD_NUMBER_SIZE, crc32(number, BOARD_NUMBER_SIZE));
}

/* ---- the loop ---- */

static struct hello hello = {.firmware = FIRMWARE, .rate_hz = RATE_HZ, .pads = PADS};
static struct counters counters;
static struct feedback feedback;
static struct receiver receiver;
static uint16_t sequence;
static uint8_t frame[FRAME_MOST];
static bool hello_due = true, status_due;

static void send(uint8_t length, bool *due)
{
    if (!put_on_line(frame, length)) {
        counters.held_back += due == 0;     /* hello and status stay due: they are tried again */
        return;
    }
    sequence++;
    counters.sent++;
    if (due)
        *due = false;
}

static void take_command(const struct command *command)
{
    counters.commands++;
    switch (command->type) {
    case ASK_HELLO:
        hello_due = true;
        break;
    case ASK_STATUS:
        status_due = true;
        break;
    case RESET_COUNTERS:
        memset(&counters, 0, sizeof counters);
        break;
    case SET_RATE:
        hello.rate_hz = command->rate_hz < RATE_LEAST_HZ  ? RATE_LEAST_HZ
                        : command->rate_hz > RATE_MOST_HZ ? RATE_MOST_HZ
                                                          : command->rate_hz;
        break;
    default:
        obey(&feedback, command, clock_ms());
        break;
    }
}

static void hear(void)
{
    struct command command;
    for (uint8_t most = IN_SIZE; most && in_taken != in_put; most--) {  /* a flood must not hold frames up */
        uint8_t byte = in[in_taken % IN_SIZE];
        in_taken++;
        switch (receive(&receiver, byte, &command)) {
        case COMMAND:
            take_command(&command);
            break;
        case BAD:
            counters.bad_commands++;
            break;
        case UNKNOWN:
            counters.unknown_commands++;
            break;
        case NOTHING:
            break;
        }
    }
}

static void show(uint32_t now_ms)
{
    for (uint8_t pad = 0; pad < LIGHTS && pad < PADS; pad++)
        set_light(pad, brightness_of(&feedback, pad, pads.values[pad], now_ms));
    set_motor(strength_of(&feedback, now_ms));
}

int main(void)
{
    wdt_enable(WDTO_250MS);
    start_pwm();
    start_line();
    read_number(hello.board);
    hello.reset_cause = reset_cause;
    start_pads();
    set_sleep_mode(SLEEP_MODE_IDLE);
    sei();
    put_on_line((const uint8_t[]){0}, 1);   /* ends the frame that a reset may have cut short */
    uint32_t due_us = clock_us();
    for (;;) {
        wdt_reset();
        hear();
        uint32_t now_us = clock_us();
        if (hello_due)
            send(write_hello(frame, sequence, now_us, &hello), &hello_due);
        if (status_due)
            send(write_status(frame, sequence, now_us, &counters), &status_due);
        if ((int32_t)(now_us - due_us) < 0) {
            sleep_mode();                   /* until the next reading, at most 52 us: less noise for the converter */
            continue;
        }
        due_us += 1000000 / hello.rate_hz;
        if ((int32_t)(now_us - due_us) >= 0)    /* more than a frame late: do not catch up */
            due_us = now_us;
        ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
            end_readings(&pads);
        }
        find_values(&pads);
        send(write_pad_frame(frame, sequence, now_us, PADS, pads.values), 0);
        show(clock_ms());
    }
}
