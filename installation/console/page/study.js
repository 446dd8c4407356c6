// A study's step on a tablet: sends what is pressed, counts the time down, waits for the next step.
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

// What was refused is said, and may be tried again: a step that was not noted must not look as if it were.
function refused(button, told) {
  document.querySelector("#wrong").textContent = told.why || document.body.dataset.refused;
  button.disabled = false;
}

async function pressed(button, path, body, then) {
  button.disabled = true;
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
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers = Object.fromEntries(new FormData(form));
    const body = { do: "answers", language: form.dataset.language, answers };
    pressed(form.querySelector("button"), here, body, () => location.reload());
  });
}

const clock = document.querySelector(".clock");
if (clock) {
  const until = performance.now() + 1000 * Number(clock.dataset.left);
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : clock.dataset.over;
    if (left) setTimeout(tick, 250);
  };
  tick();
}

if (document.body.dataset.waits) setTimeout(() => location.reload(), 2000);
