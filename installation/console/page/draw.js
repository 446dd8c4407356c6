// The bar that plays, drawn: notes where they lie in time and pitch, and the playhead gliding between reports.
// Owns the canvas. Knows nothing of the socket.

const COLOURS = ["#e69f00", "#56b4e9", "#00b884", "#e08fbe"];
const PEARL = "#faf2e0", LINE = "#3a4161";
const BEATS = 4, LOWEST_SPAN = 12;
const SHAPES = [
  "M8 2 15 14H1Z", "M8 1 15 8 8 15 1 8Z", "M6 1h4v5h5v4h-5v5H6v-5H1V6h5Z",
  "M8 0l2.2 5.2L16 5.8l-4.4 3.7L13 15 8 12l-5 3 1.4-5.5L0 5.8l5.8-.6Z",
];

export function shape(pad) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", SHAPES[pad]);
  path.setAttribute("fill", COLOURS[pad]);
  svg.append(path);
  return svg;
}

export function colour(pad) { return COLOURS[pad]; }

export class Measure {
  constructor(canvas) {
    this.canvas = canvas;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    requestAnimationFrame(() => this.frame());
  }

  show(now, tickBeats) {
    this.now = now;
    this.tickBeats = tickBeats;
    this.at = performance.now();
    this.fresh = true;
  }

  frame() {
    requestAnimationFrame(() => this.frame());
    if (!this.now || document.hidden || !this.canvas.offsetWidth) return;
    if (this.still.matches && !this.fresh) return;
    this.fresh = false;
    this.fit();
    this.draw();
  }

  fit() {
    const scale = devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * scale), height = Math.round(this.canvas.clientHeight * scale);
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.scale = scale;
  }

  beats() {
    const passed = Math.min(1, (performance.now() - this.at) / 1000);
    return (this.now.playhead_beats + (this.still.matches ? 0 : passed * this.now.tempo_bpm / 60)) % BEATS;
  }

  draw() {
    const { canvas, scale, now } = this;
    const pen = canvas.getContext("2d"), left = 6 * scale, width = canvas.width - 2 * left;
    const x = (beats) => left + width * beats / BEATS;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = scale;
    pen.strokeStyle = LINE;
    for (let beat = 0; beat <= BEATS; beat++) {
      pen.globalAlpha = beat % BEATS ? .6 : 1;
      pen.beginPath(); pen.moveTo(x(beat), 0); pen.lineTo(x(beat), canvas.height); pen.stroke();
    }
    pen.globalAlpha = 1;
    const at = this.beats();
    const pitches = now.notes.map((note) => note[1]);
    const middle = (Math.max(...pitches) + Math.min(...pitches)) / 2;
    const span = Math.max(LOWEST_SPAN, Math.max(...pitches) - Math.min(...pitches));
    const thick = Math.max(5 * scale, canvas.height / (span + 4));
    for (const [tick, pitch, ticks, changed] of now.notes) {
      const begins = this.tickBeats[tick], ends = this.tickBeats[tick + ticks] ?? BEATS;
      const y = canvas.height / 2 - (pitch - middle) * (canvas.height - 2 * thick) / span;
      const sounds = at >= begins && at < ends;
      pen.fillStyle = changed >= 0 ? COLOURS[changed] : PEARL;
      pen.globalAlpha = sounds ? 1 : .62;
      pen.beginPath();
      pen.roundRect(x(begins) + scale, y - thick / 2, Math.max(thick, x(ends) - x(begins) - 3 * scale), thick, thick / 2);
      pen.fill();
    }
    pen.globalAlpha = 1;
    pen.strokeStyle = PEARL;
    pen.lineWidth = 2 * scale;
    pen.beginPath(); pen.moveTo(x(at), 0); pen.lineTo(x(at), canvas.height); pen.stroke();
  }
}
