// A study's step on a tablet: sends what is pressed, counts the time down, keeps a draft, looks for the next step.
"use strict";

async function send(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { ok: answer.ok, told: await answer.json().catch(() => ({})) };
}

const here = location.pathname + location.search; // the search says in which language to answer
const stands = document.body.dataset.stands;
let busy = false;

// What was refused is said, and may be tried again: a step that was not noted must not look as if it were.
function refused(button, told) {
  document.querySelector("#wrong").textContent = told.why || document.body.dataset.refused;
  button.disabled = false;
  busy = false;
}

async function pressed(button, path, body, then) {
  button.disabled = busy = true;
  const { ok, told } = await send(path, body).catch(() => ({ ok: false, told: {} }));
  ok ? then(told) : refused(button, told);
}

for (const button of document.querySelectorAll("[data-do]"))
  button.addEventListener("click", () => pressed(button, here, { do: button.dataset.do }, () => location.reload()));

for (const button of document.querySelectorAll("[data-next]"))
  button.addEventListener("click", () => pressed(button, here, { next: button.dataset.next },
    (told) => location.assign(`/study/${told.session}${location.search}`)));

const go = document.querySelector("#go");
if (go) {
  go.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(`/study/${new FormData(go).get("session")}${location.search}`);
  });
}

const form = document.querySelector("#answers");
if (form) {
  const draft = `${location.pathname} ${stands}`;
  const answers = () => Object.fromEntries(new FormData(form));

  // What is answered so far outlives another language and a touch beside the button; it goes when it is handed in.
  for (const [name, value] of Object.entries(JSON.parse(sessionStorage.getItem(draft) || "{}")))
    if (form.elements[name]) form.elements[name].value = value;
  form.addEventListener("input", () => sessionStorage.setItem(draft, JSON.stringify(answers())));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = { do: "answers", language: form.dataset.language, answers: answers() };
    pressed(form.querySelector("button"), here, body, () => {
      sessionStorage.clear();
      handed();
    });
  });
} else {
  sessionStorage.clear(); // handed in elsewhere
}

// On the facilitator's tablet the next step waits until it is back in the facilitator's hands.
function handed() {
  const thanks = document.querySelector("#handed");
  if (!thanks) return location.reload();
  document.body.replaceChildren(thanks.content);
  document.querySelector("button").addEventListener("click", () => location.reload());
  document.querySelector("h1").focus();
}

const clock = document.querySelector(".clock");
if (clock) {
  const until = Date.now() + 1000 * Number(clock.dataset.left); // goes on while the tablet sleeps, as the step does
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : clock.dataset.over;
    if (left) setTimeout(tick, 250);
    else clock.role = "alert"; // that it is over is said aloud, the seconds are not
  };
  tick();
}

// Looks whether the session has gone on elsewhere. Only what has come is shown: a page that loads itself again while the
// installation is away is lost.
async function look() {
  const text = await fetch(here).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  const now = new DOMParser().parseFromString(text, "text/html").body.dataset.stands;
  if (text && now !== stands && !busy) location.reload();
  else setTimeout(look, 2000);
}
if (stands) setTimeout(look, 2000);
