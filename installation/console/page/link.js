// The way to the installation: one socket that opens again by itself, and messages with their answers.
// Owns when it tries again. Knows nothing of what is said.

const FIRST_MS = 300, LONGEST_MS = 3000, SILENT_MS = 5000, ANSWER_MS = 4000;
export const SIGNED_OUT = 4401;

export class Link {
  constructor({ moment, picture, choices, state }) {
    this.told = { moment, picture, choices, state };
    this.waiting = new Map();
    this.number = 0;
    this.wait = FIRST_MS;
    this.wanted = false;
    for (const event of ["online", "focus", "pageshow"]) addEventListener(event, () => this.now());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.now(); });
    setInterval(() => this.listen(), 1000);
  }

  open() {
    this.wanted = true;
    clearTimeout(this.timer);
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
    socket.binaryType = "blob";
    this.socket = socket;
    this.heard = performance.now();
    socket.onmessage = (event) => this.take(event.data);
    socket.onclose = (event) => { if (this.socket === socket) this.lost(event.code); };
  }

  listen() {  // the installation speaks at least once a second; closing politely could take a minute
    const socket = this.socket;
    if (!socket || performance.now() - this.heard < SILENT_MS) return;
    socket.onclose = socket.onmessage = null;
    socket.close();
    this.lost(0);
  }

  now() {
    if (this.wanted && !this.socket) { this.wait = FIRST_MS; this.open(); }
  }

  close() {
    this.wanted = false;
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
  }

  lost(code) {
    this.socket = null;
    for (const { refuse } of this.waiting.values()) refuse("lost");
    this.waiting.clear();
    this.told.state(false, code);
    if (!this.wanted) return;
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(LONGEST_MS, this.wait * 1.6);
  }

  take(data) {
    this.heard = performance.now();
    if (data instanceof Blob) return this.told.picture(data);
    const told = JSON.parse(data);
    if (told.type === "choices") { this.wait = FIRST_MS; this.told.choices(told); this.told.state(true, 0); }
    else if (told.type === "now") this.told.moment(told);
    else {
      const asked = this.waiting.get(told.id);
      this.waiting.delete(told.id);
      if (asked) told.type === "done" ? asked.done() : asked.refuse(told.why);
    }
  }

  ask(what) {
    return new Promise((done, refuse) => {
      if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return refuse("lost");
      const id = ++this.number;
      this.waiting.set(id, { done, refuse });
      this.socket.send(JSON.stringify({ ...what, id }));
      setTimeout(() => { if (this.waiting.delete(id)) refuse("late"); }, ANSWER_MS);
    });
  }
}

export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST", credentials: "same-origin",
    headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
  return { ok: answer.ok, status: answer.status, ...(await answer.json().catch(() => ({}))) };
}
