// The facilitator's page: shows what the installation reports, asks for what people press, believes only reports.
// Owns the elements of page.html. What is said comes from words.js and troubles.js, the socket is link.js, the notes draw.js, the pads pads.js.

import { Measure } from "./draw.js";
import { Link, SIGNED_OUT, post } from "./link.js";
import { padRow, showObjects, showPads } from "./pads.js";
import { trouble } from "./troubles.js";
import { LANGUAGES, speaker } from "./words.js";

const $ = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];
const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* it is only a wish */ } };

const HERE = `${location.protocol}//127.0.0.1:${location.port}`;  // as the installation's own computer says it

let tongue = kept("tongue") ?? (navigator.language ?? "en").slice(0, 2);
if (!Object.hasOwn(LANGUAGES, tongue)) tongue = "en";
let say = speaker(tongue);
let choices = null, now = null, role = null, linked = false, again = -1, sliding = 0, sure = null, wallUrl = "";
const measure = new Measure($("measure"));
const link = new Link({ moment: show, picture: showWall, choices: learn, state: connected });

function text(element, words) { if (element.textContent !== words) element.textContent = words; }
function press(element, on) { const word = String(Boolean(on)); if (element.getAttribute("aria-pressed") !== word) element.setAttribute("aria-pressed", word); }
function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) return say("s", { n: s });
  if (s < 5400) return say("min", { n: Math.round(s / 60) });
  return s < 172800 ? say("h", { n: Math.round(s / 3600) }) : say("d", { n: Math.round(s / 86400) });
}
function clock(s) {
  const then = new Date(s * 1000), day = then.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
  return then.toLocaleString(tongue, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
const minutes = (m) => m < 0 ? "" : `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`;

// ---- words

function speak() {
  say = speaker(tongue);
  document.documentElement.lang = tongue;
  for (const element of all("[data-word]")) if (!element.classList.contains("sure")) text(element, say(element.dataset.word, { place: HERE }));
  for (const element of all("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  $("wall").alt = say("wall_said");
  if (choices) learn(choices);
  if (now) show(now);
}

// ---- coming in

async function begin() {
  let me;
  try { me = await (await fetch("/me", { credentials: "same-origin" })).json(); }
  catch { door(null); text($("door-said"), say("not_reached")); setTimeout(begin, 2000); return; }
  text($("door-said"), "");
  if (me.role) enter(me.role);
  else door(me);
}

function door(me) {
  role = null;
  link.close();
  $("desk").hidden = $("tabs").hidden = true;
  $("door").hidden = false;
  $("enter").hidden = !me || !me.pins;
  $("first").hidden = !me || me.pins || !me.here;
  $("elsewhere").hidden = !me || me.pins || me.here;
  $("state").className = "";
  text($("state-words"), "");
  const field = me && (me.pins ? $("pin") : me.here ? $("pin-facilitator") : null);
  if (field) field.focus();
}

function enter(word) {
  role = word;
  $("door").hidden = true;
  $("desk").hidden = $("tabs").hidden = false;
  text($("role"), say(`role_${word}`));
  text($("state-words"), say("begins"));
  link.open();
  able();
}

async function tryPin(event) {
  event.preventDefault();
  const pin = $("pin").value;
  $("pin").value = "";
  if (!pin) return;
  const answer = await post("/enter", { pin }).catch(() => null);
  if (answer?.ok) { text($("door-said"), ""); enter(answer.role); }
  else if (!answer) text($("door-said"), say("not_reached"));
  else text($("door-said"), answer.wait_s > 0 ? say("wait", { s: Math.ceil(answer.wait_s) }) : say("wrong_pin"));
}

async function setFirst(event) {
  event.preventDefault();
  const facilitator = $("pin-facilitator").value, technician = $("pin-technician").value;
  const form = /^[0-9]{6,12}$/;
  if (!form.test(facilitator) || !form.test(technician)) return text($("door-said"), say("pin_form"));
  if (facilitator === technician) return text($("door-said"), say("pin_twice"));
  const answer = await post("/first", { facilitator, technician }).catch(() => null);
  if (answer?.ok) { text($("door-said"), ""); enter(answer.role); }
  else text($("door-said"), answer?.status === 400 ? say("pin_easy") : say("not_reached"));
}

function connected(is, code) {
  linked = is;
  able();
  if (is) return;
  $("state").className = "wrong";
  text($("state-words"), say("lost"));
  if (role && (code === SIGNED_OUT || code === 1006)) fetch("/me", { credentials: "same-origin" })
    .then((answer) => answer.json()).then((me) => { if (!me.role) door(me); }).catch(() => {});
}

// ---- what there is to choose

function button(parent, label, what) {
  const found = document.createElement("button");
  found.type = "button";
  found.append(...label);
  Object.assign(found.dataset, what);
  parent.append(found);
  return found;
}

function learn(told) {
  choices = told;
  const own = told.languages[tongue] ?? told.languages.en;
  $("levels").replaceChildren();
  told.levels.forEach((level, number) => {
    const figure = document.createElement("b");
    figure.textContent = number;
    const name = document.createElement("span");
    name.textContent = level.name === "invite" ? say("invite") : own.levels[number];
    press(button($("levels"), [figure, name], { do: "level", level: number }), false);
  });
  $("styles").replaceChildren();
  for (const style of told.styles) press(button($("styles"), [style.title], { do: "style", style: style.name }), false);
  $("languages").replaceChildren();
  for (const [name, words] of Object.entries(told.languages))
    press(button($("languages"), [words.name], { do: "language", language: name }), false);
  $("pads").replaceChildren(...told.pads.map((_, pad) => padRow(pad, own.pads[pad])));
  [$("volume").min, $("volume").max] = told.volume_db;
  able();
}

// ---- what is reported

function show(told) {
  now = told;
  const troubles = told.wrong.length;
  $("state").className = linked ? (troubles ? "wrong" : "well") : "wrong";
  if (linked) text($("state-words"), troubles > 1 ? say("troubles", { n: troubles }) : say(troubles ? "trouble" : "well"));
  for (const tab of all('[data-tab="health"]')) tab.classList.toggle("alarm", troubles > 0);
  list($("wrong"), told.wrong.map((one) => problem(one, "")), say("none_wrong"));
  list($("past"), told.faults.filter((one) => one.over_s !== null).map((one) => problem(one, when(one))), say("none_past"));
  showRestart(told);
  if (told.level === undefined || !choices) return;
  showMusic(told);
  showSettings(told);
  facts($("figures"), figures(told));
  const { objects } = told.health;
  showObjects($("objects"), objects.length > 1 ? objects : [], speaks());
}

function showRestart({ house, wall, wrong }) {  // the wall begins the engine again: without it nothing would be seen of the wish
  if (wall.engines !== again) again = -1;
  const waits = wrong.some((one) => one.name === "wall_still");
  text($("mend-said"), house?.restarting || again >= 0 ? say(waits ? "restart_waits" : "restart_asked") : "");
}

const when = (one) => say("past", { from: clock(one.at_s), to: clock(one.over_s) });

function problem(one, time) {
  const [name, object] = one.about.split("@"), pad = choices?.pads.indexOf(name) ?? -1;
  const { what, todo } = trouble(tongue, one.name, pad >= 0 ? ownWords().pads[pad] : one.about);
  return { what: object ? `${what} (${say("h_object")} ${object})` : what, todo: time ? `${time}. ${todo}` : todo, over: Boolean(time) };
}

function list(element, items, none) {
  const stamp = JSON.stringify([items, none]);
  if (element.dataset.stamp === stamp) return;
  element.dataset.stamp = stamp;
  element.replaceChildren(...(items.length ? items : [{ what: none, todo: "", none: true }]).map((item) => {
    const line = document.createElement("li"), what = document.createElement(item.over ? "span" : "b"), todo = document.createElement("small");
    line.className = item.over ? "over" : item.none ? "none" : "";
    what.textContent = item.what;
    todo.textContent = item.todo;
    line.append(what, todo);
    return line;
  }));
}

const ownWords = () => choices.languages[tongue] ?? choices.languages.en;
const speaks = () => ({ tongue, say, pads: ownWords().pads });

function showMusic(told) {
  measure.show(told, choices.tick_beats);
  const notes = say("measure_said", { n: told.notes.length });
  if ($("measure").getAttribute("aria-label") !== notes) $("measure").setAttribute("aria-label", notes);
  showPads($("pads"), told.pads, speaks());
  const style = choices.styles.find((one) => one.name === told.style)?.title ?? told.style;
  facts($("facts"), [
    [say("f_style"), style], [say("f_tempo"), say("bpm", { n: Math.round(told.tempo_bpm) })],
    [say("f_language"), choices.languages[told.house.language]?.name ?? told.house.language],
    [say("f_touch"), touched(told.touch_s)],
  ]);
  const { key, n, of, pad } = told.why;
  text($("why"), say(`why_${key}`, { n, of, pad: ownWords().pads[pad] }));
}

const NEVER_S = 1e6;  // the installation's "long ago"

function touched(s) {
  if (s >= NEVER_S) return say("touched_never");
  return s < 1 ? say("touched_now") : say("touched", { t: span(s) });
}

function facts(element, pairs) {
  const stamp = JSON.stringify(pairs);
  if (element.dataset.stamp === stamp) return;
  element.dataset.stamp = stamp;
  element.replaceChildren(...pairs.flatMap(([name, value]) => {
    const dt = document.createElement("dt"), dd = document.createElement("dd");
    dt.textContent = name;
    dd.textContent = value;
    return [dt, dd];
  }));
}

function showSettings(told) {
  const { house } = told;
  for (const one of $("levels").children) press(one, Number(one.dataset.level) === told.level);
  for (const one of $("styles").children) press(one, one.dataset.style === told.style);
  for (const one of $("languages").children) press(one, one.dataset.language === house.language);
  for (const one of all("[data-toggle]")) press(one, toggled(told, one.dataset.toggle));
  for (const one of all('[data-toggle="mute"]')) text(one, say(house.muted ? "muted" : "mute"));
  text($("visit-said"), (told.visit_s < 0 ? say("visit_none") : say("visit_since", { t: span(told.visit_s) })) + (house.consent ? ` ${say("consent")}` : ""));
  if (performance.now() > sliding) $("volume").value = house.volume_db;
  let loud = say("volume_said", { db: Math.round(house.volume_db) });
  if (house.quiet) loud += ` · ${say("quiet_now", { t: minutes(house.quiet_until_min) })}`;
  if (told.health.audio.held_back_db > .5) loud += ` · ${say("held_back", { db: Math.round(told.health.audio.held_back_db) })}`;
  text($("volume-said"), loud);
  for (const end of ["from", "until"])
    if (document.activeElement !== $(`quiet-${end}`)) $(`quiet-${end}`).value = minutes(house[`quiet_${end}_min`]) || $(`quiet-${end}`).value;
  press($("quiet-none"), house.quiet_from_min < 0);
}

const toggled = (told, name) => name === "lock" ? told.locked : name === "mute" ? told.house.muted : told.house[name];

function figures({ health, wall, machine }) {
  const unknown = say("h_unknown"), { audio } = health;
  const port = ["none", "lost"].includes(health.port) ? say(`h_object_${health.port}`) : health.port;
  return [
    ...(health.objects.length > 1 ? [] : [[say("h_object"), port]]), [say("h_sound"), audio.device || say(`h_sound_${health.sound}`)],
    [say("h_latency"), audio.latency_ms ? `${audio.latency_ms.toFixed(1)} ms` : "–"], [say("h_underruns"), String(audio.underruns)],
    [say("h_loud"), audio.laeq_db === null ? say("h_loud_none") : `${audio.laeq_db.toFixed(0)} dB(A)`],
    [say("h_pictures"), wall.pictures_per_s ? wall.pictures_per_s.toFixed(0) : "–"], [say("h_dropped"), String(health.dropped_steps)],
    [say("h_temperature"), machine.temperature_c === null ? unknown : `${Math.round(machine.temperature_c)} °C`],
    [say("h_memory"), machine.memory_mb === null ? unknown : `${(machine.memory_mb / 1024).toFixed(1)} GB`],
    [say("h_disk"), machine.disk_mb === null ? unknown : `${(machine.disk_mb / 1024).toFixed(0)} GB`],
    [say("h_processor"), machine.processor === null ? unknown : `${Math.round(100 * machine.processor)} %`],
    [say("h_uptime"), span(machine.uptime_s)],
  ];
}

function showWall(blob) {
  const url = URL.createObjectURL(blob), image = $("wall");
  image.onload = image.onerror = () => { if (wallUrl) URL.revokeObjectURL(wallUrl); wallUrl = url; };
  image.src = url;
}

// ---- what is asked

const NUMBERS = new Set(["by", "level"]);

function wish(element) {
  const { toggle, do: what } = element.dataset;
  if (toggle === "lock" || toggle === "mute" || toggle === "study") return { do: toggle, on: !toggled(now, toggle) };
  if (toggle) return { do: "look", part: toggle, on: !toggled(now, toggle) };
  const asked = { do: what };
  for (const name of ["by", "level", "style", "language", "on"])
    if (name in element.dataset) {
      const value = element.dataset[name];
      asked[name] = name === "on" ? value === "true" : NUMBERS.has(name) ? Number(value) : value;
    }
  return asked;
}

async function ask(what, element) {
  element?.classList.add("asked");
  const { engines } = now.wall;
  try {
    await link.ask(what);
    text($("said"), "");
    if (what.do === "restart") { again = engines; showRestart(now); }
  }
  catch (why) {
    text($("said"), why === "lost" ? say("lost") : say("refused", { why: say(why) }));
    setTimeout(() => text($("said"), ""), 5000);
  }
  element?.classList.remove("asked");
}

function unsure() {
  if (!sure) return;
  clearTimeout(sure.timer);
  sure.element.classList.remove("sure");
  text(sure.element, say(sure.element.dataset.word));
  sure = null;
}

function pressed(event) {
  const element = event.target.closest("button");
  if (!element || element.disabled) return;
  const { tab, step } = element.dataset;
  if (tab) return view(tab);
  if (!now) return;
  if (step) return turn(Number($("volume").value) + Number(step));
  if (!("do" in element.dataset || "toggle" in element.dataset)) return;
  if ("sure" in element.dataset && sure?.element !== element) {
    unsure();
    element.classList.add("sure");
    text(element, say("sure"));
    sure = { element, timer: setTimeout(unsure, 4000) };
    return;
  }
  unsure();
  ask(wish(element), element);
}

let volumeTimer = 0;
function turn(db) {
  const slider = $("volume");
  slider.value = db;
  sliding = performance.now() + 700;
  clearTimeout(volumeTimer);
  volumeTimer = setTimeout(() => ask({ do: "volume", volume_db: Number(slider.value) }), 60);
}

function setQuiet(event) {
  event.preventDefault();
  const [from_min, until_min] = ["from", "until"].map((end) => {
    const [hour, minute] = $(`quiet-${end}`).value.split(":").map(Number);
    return Number.isInteger(hour) && Number.isInteger(minute) ? hour * 60 + minute : -1;
  });
  if (from_min >= 0 && until_min >= 0) ask({ do: "quiet", from_min, until_min });
}

function able() {
  const switches = linked && role !== "viewer";
  for (const element of all("#desk button, #desk input, #tabs [data-toggle]")) {
    if (element.id === "leave") continue;
    const technical = element.closest('[data-needs="technician"]') && role !== "technician";
    element.disabled = !switches || Boolean(technical);
  }
}

function view(tab) {
  document.body.dataset.view = tab;
  keep("tab", tab);
  for (const one of all("[data-tab]")) press(one, one.dataset.tab === tab);
  scrollTo(0, 0);
}

// ---- begin

for (const [name, own] of Object.entries(LANGUAGES)) $("tongue").append(new Option(own, name, false, name === tongue));
$("tongue").addEventListener("change", () => { tongue = $("tongue").value; keep("tongue", tongue); speak(); if (role) text($("role"), say(`role_${role}`)); });
$("enter").addEventListener("submit", tryPin);
$("first").addEventListener("submit", setFirst);
$("volume").addEventListener("input", () => turn(Number($("volume").value)));
$("quiet-form").addEventListener("submit", setQuiet);
$("quiet-none").addEventListener("click", () => ask({ do: "quiet", from_min: -1, until_min: -1 }, $("quiet-none")));
$("leave").addEventListener("click", async () => { await post("/leave", {}).catch(() => {}); begin(); });
document.addEventListener("click", pressed);
view(["play", "set", "health"].includes(kept("tab")) ? kept("tab") : "play");
speak();
begin();
