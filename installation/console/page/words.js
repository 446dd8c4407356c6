// The page's own words. English is whole; what another language lacks is said in English.

const EN = {
  name: "English",
  enter_title: "Facilitators and technicians", pin: "PIN", enter: "Come in",
  first_title: "First use: choose two PINs",
  first_why: "Six to twelve digits each. Facilitators run the day; technicians also calibrate and set quiet hours. Write them down: they cannot be shown again.",
  first_facilitator: "PIN for facilitators", first_technician: "PIN for technicians", first_set: "Set both and come in",
  elsewhere: "No PIN is set yet. At the installation's own computer, type ./play console pin, then open this page again.",
  wrong_pin: "That is not a PIN here.", wait: "Too many tries. Wait {s} seconds.", not_reached: "The installation does not answer. Is it running?",
  pin_form: "A PIN has six to twelve digits.", pin_easy: "That PIN is too easy to guess.", pin_twice: "The two PINs must differ.",
  well: "All is well", troubles: "{n} things need a look", trouble: "1 thing needs a look", lost: "Connection lost. Trying again…", begins: "It is starting…",
  now: "Now", level: "Level", invite: "Invite", back: "Back", on: "Next", lock: "Lock", visit: "Visit", visit_begin: "Begin a visit", visit_end: "End the visit",
  visit_none: "No visit was begun by hand. Touching the object begins one, too.", visit_since: "A visit began {t} ago.",
  sound: "Sound", volume: "Volume", softer: "Softer", louder: "Louder", mute: "Mute", muted: "Muted", volume_said: "{db} dB", held_back: "The hall's limit takes {db} dB now.",
  quiet_now: "Quiet hours: softer until {t}.",
  style: "Style", picture: "Words and picture on the wall", calm: "Calm", contrast: "High contrast", captions: "Captions",
  study: "Study", study_note: "On: a visitor who agrees on the wall is recorded in full. Off: only counts are kept.", study_on: "Study is allowed", consent: "This visitor agreed.",
  quiet: "Quiet hours", quiet_note: "Between these times it plays softly.", from: "from", until: "until", set: "Set", quiet_none: "No quiet hours",
  health: "Health", faults: "Lately", mend: "Put right", restart: "Restart", recalibrate: "Recalibrate",
  recalibrate_note: "Restart: sound stops for some seconds, settings stay. Recalibrate: hands off; it learns the pads anew (technicians).",
  who: "This page", leave: "Sign out", tongue: "Language of this page", tab_play: "Play", tab_set: "Settings", tab_health: "Health",
  role_viewer: "You are a viewer: you see, but do not switch.", role_facilitator: "You are signed in as facilitator.", role_technician: "You are signed in as technician.",
  sure: "Sure? Press again", refused: "That did not work: {why}", role: "your role may not do that", busy: "too much at once; try again", late: "no answer; try again",
  measure_said: "The bar that plays, {n} notes", wall_said: "The wall as it is now", pad_said: "{pad}: pressed {n} of 10", pad_rests: "{pad}: rests at this level",
  f_style: "Style", f_tempo: "Tempo", f_language: "Words", f_touch: "Last touch", touched: "touched {t} ago", touched_now: "touched now", bpm: "{n} beats a minute",
  why: "Why this level: {reason}.", why_hint: "Last hint, because {reason}.", why_target: "Last mark: {reason}.", why_chosen: "Why this level: a person chose it; it stays until somebody changes it or everybody leaves.",
  h_object: "Object", h_object_none: "none; the body on the screen plays", h_object_lost: "unplugged", h_sound: "Sound", h_sound_device: "plays", h_sound_silent: "no device", h_sound_lost: "lost",
  h_latency: "Sound's own delay", h_underruns: "Gaps in the sound", h_loud: "Loudness in the hall", h_loud_none: "not measured", h_pictures: "Pictures a second", h_dropped: "Steps left out",
  h_temperature: "Temperature", h_memory: "Free memory", h_disk: "Free disk", h_processor: "Processor", h_uptime: "Runs for", h_unknown: "does not say",
  none_wrong: "Nothing is wrong.", none_past: "Nothing went wrong since it was started.", since: "since {t}", past: "{from} to {to}",
  s: "{n} s", min: "{n} min", h: "{n} h", d: "{n} days",
  wrongs: {
    engine_silent: ["The installation does not answer.", "Wait ten seconds: it starts again by itself. If not, press Restart, or end it and start it again."],
    sound_silent: ["There is no sound device.", "Are the speakers plugged in and switched on? It finds them by itself within seconds."],
    sound_lost: ["The sound was lost.", "Wait ten seconds: it comes back by itself. If not, look at the speakers' cable, then press Restart."],
    sound_safe: ["The computer was too slow for the sound ({about} gaps).", "It plays on a little later than usual. Close other programs; then press Restart."],
    port_lost: ["The object is unplugged.", "Put its cable back in at both ends. Meanwhile the body on the screen plays."],
    pad_open: ["The pad “{about}” is not connected.", "Look at its cable. The other pads go on."],
    pad_short: ["The pad “{about}” has a short circuit.", "Pull the object's cable out, look for bare wires, put it back in."],
    pad_stuck: ["The pad “{about}” seems stuck.", "Does something lie on it? Take hands off for ten seconds; then ask a technician to recalibrate."],
    pad_noisy: ["The pad “{about}” is noisy.", "Look at its cable, and keep chargers and phones away from it."],
    window_lost: ["The wall has no picture.", "Look at the projector's or screen's cable and power. The music goes on; the picture comes back by itself."],
    slow_pictures: ["The picture on the wall stutters.", "Close other programs on the computer. If it stays so, press Restart."],
    begun_again: ["The installation had stopped and began again by itself.", "Nothing to do. If it happens again today, tell a technician."],
    hot: ["The computer is very hot.", "Give it air: nothing may stand before its openings. If it stays hot, switch it off for a while."],
    memory: ["The computer is short of memory.", "Close other programs; then press Restart."],
    disk: ["The disk is nearly full.", "Tell a technician: old recordings should be moved away."],
  },
};

export const WORDS = { en: EN };

export function speaker(language) {
  const own = WORDS[language] ?? EN;
  return (key, values = {}) => {
    const words = own[key] ?? EN[key] ?? key;
    return typeof words === "string" ? words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "") : words;
  };
}

export function trouble(language, name, about) {
  const [what, todo] = (WORDS[language]?.wrongs ?? EN.wrongs)[name] ?? EN.wrongs[name] ?? [name, ""];
  return { what: what.replace("{about}", about), todo };
}
