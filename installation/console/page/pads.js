// Pads as bars: the four that play the tune, and where there are two objects the four of each.
// Owns their elements. Knows nothing of the socket; `speaks` says what language, words and names of pads there are.

import { colour, shape } from "./draw.js";
import { trouble } from "./troubles.js";

function meter(pad, name) {
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.style.color = colour(pad);
  bar.setAttribute("role", "meter");
  bar.setAttribute("aria-valuemin", 0);
  bar.setAttribute("aria-valuemax", 10);
  bar.setAttribute("aria-label", name);
  bar.append(document.createElement("i"));
  return bar;
}

function fill(bar, pressure, level, words) {
  bar.firstChild.style.transform = `scaleX(${pressure})`;
  bar.setAttribute("aria-valuenow", level);
  bar.setAttribute("aria-valuetext", words);
}

const wrongWith = (fault, name, { tongue }) => trouble(tongue, `pad_${fault}`, name).what;

export function padRow(pad, name) {
  const row = document.createElement("div");
  row.className = "pad";
  row.dataset.name = name;
  row.append(meter(pad, name), shape(pad), ` ${name}`);
  return row;
}

export function showPads(element, pads, speaks) {
  pads.forEach((pad, at) => {
    const row = element.children[at], { name } = row.dataset, n = pad.pressure > 0 ? Math.round(pad.level) : 0;
    row.dataset.live = pad.live;
    row.classList.toggle("fault", Boolean(pad.fault));
    const words = speaks.say(pad.live ? "pad_said" : "pad_rests", { pad: name, n });
    fill(row.firstChild, pad.pressure, n, pad.fault ? wrongWith(pad.fault, name, speaks) : words);
  });
}

const numberOf = (object, { say }) => `${say("h_object")} ${object.board.slice(0, 4)}…`;

export function showObjects(element, objects, speaks) {  // each with its own pads, for the tune shows only who leads
  const stamp = JSON.stringify([speaks.tongue, objects.map(({ board, device, faults }) => [board, device, faults])]);
  if (element.dataset.stamp !== stamp) {
    element.dataset.stamp = stamp;
    element.replaceChildren(...objects.map((object) => objectRow(object, speaks)));
  }
  objects.forEach(({ pressures, faults }, at) => pressures.forEach((pressure, pad) => {
    const name = speaks.pads[pad], n = Math.round(10 * pressure), fault = faults[pad];
    const words = fault ? wrongWith(fault, name, speaks) : speaks.say("pad_said", { pad: name, n });
    fill(element.children[at].querySelectorAll(".bar")[pad], pressure, n, words);
  }));
}

function objectRow(object, speaks) {
  const row = document.createElement("div"), title = document.createElement("h3"), where = document.createElement("small"), pads = document.createElement("div");
  title.textContent = numberOf(object, speaks);
  where.textContent = object.device || speaks.say("h_object_lost");
  row.className = object.device ? "object" : "object gone";
  pads.className = "pads";
  pads.append(...object.faults.map((fault, pad) => {
    const one = document.createElement("div");
    one.className = fault ? "pad fault" : "pad";
    one.append(meter(pad, `${title.textContent}: ${speaks.pads[pad]}`), shape(pad));
    return one;
  }));
  row.append(title, where, pads);
  return row;
}
