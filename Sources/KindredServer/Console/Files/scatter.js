// Points on a canvas that can be moved, enlarged and walked over by keyboard.

import { styleColour } from "./colours.js";

const radius = 3.4;
const reach = 12;
const zoomMin = 0.5;
const zoomMax = 60;
const margin = 24;

/**
 * A map of points.
 *
 *     const scatter = new Scatter(canvas, { x, y, colour: (i) => "red", hover: (i, at) => {}, open: (i) => {} });
 *
 * `hover` gets the point under the pointer, or -1. Call `end()` when the canvas leaves the page.
 */
export class Scatter {
  constructor(canvas, { x, y, colour, hover, open }) {
    Object.assign(this, { canvas, x, y, colour, hover, open });
    this.isFaint = () => false;
    this.current = -1;
    this.pointers = new Map();
    this.reset();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(canvas);
    for (const [type, listener] of Object.entries({
      pointerdown: this.press, pointermove: this.move, pointerup: this.release, pointercancel: this.release, pointerleave: this.leave,
      wheel: this.wheel, dblclick: this.enlarge, keydown: this.key, blur: this.leave,
    })) canvas.addEventListener(type, listener.bind(this), type === "wheel" ? { passive: false } : undefined);
  }

  end() { this.observer.disconnect(); }

  reset() {
    this.zoom = 1;
    this.shift = { x: 0, y: 0 };
    const bounds = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
    const [left, right] = bounds(this.x), [bottom, top] = bounds(this.y);
    this.centre = { x: (left + right) / 2, y: (bottom + top) / 2 };
    this.extent = { x: right - left || 1, y: top - bottom || 1 };
    this.draw();
  }

  get size() { return { width: this.canvas.clientWidth, height: this.canvas.clientHeight }; }

  /** Pixels for one unit of the coordinates; the same along both axes, so that distances on the map can be compared. */
  get scale() {
    const { width, height } = this.size;
    return this.zoom * Math.min((width - 2 * margin) / this.extent.x, (height - 2 * margin) / this.extent.y);
  }

  place(i) {
    const { width, height } = this.size, scale = this.scale;
    return { x: width / 2 + this.shift.x + (this.x[i] - this.centre.x) * scale, y: height / 2 + this.shift.y - (this.y[i] - this.centre.y) * scale };
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    const { width, height } = this.size, ratio = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const pen = this.canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const size = radius * Math.min(2, Math.max(0.8, Math.sqrt(this.zoom)));
    const order = [...this.x.keys()].sort((a, b) => Number(this.isFaint(b)) - Number(this.isFaint(a)));
    for (const i of order) {
      const { x, y } = this.place(i);
      if (x < -size || y < -size || x > width + size || y > height + size) continue;
      pen.globalAlpha = this.isFaint(i) ? 0.12 : 0.78;
      pen.fillStyle = this.colour(i);
      pen.beginPath();
      pen.arc(x, y, size, 0, 2 * Math.PI);
      pen.fill();
    }
    if (this.current >= 0) this.ring(pen, this.place(this.current), size + 3);
  }

  ring(pen, { x, y }, size) {
    pen.globalAlpha = 1;
    pen.lineWidth = 2;
    pen.strokeStyle = styleColour("--text");
    pen.beginPath();
    pen.arc(x, y, size, 0, 2 * Math.PI);
    pen.stroke();
  }

  nearest(at, distance = reach) {
    let best = -1, least = distance * distance;
    for (let i = 0; i < this.x.length; i += 1) {
      if (this.isFaint(i)) continue;
      const place = this.place(i), far = (place.x - at.x) ** 2 + (place.y - at.y) ** 2;
      if (far < least) [best, least] = [i, far];
    }
    return best;
  }

  select(i) {
    if (i === this.current) return;
    this.current = i;
    this.draw();
    this.hover(i, i < 0 ? null : this.place(i));
  }

  /** Enlarges by a factor and keeps what is at a place where it is. */
  zoomBy(factor, at = { x: this.size.width / 2, y: this.size.height / 2 }) {
    const { width, height } = this.size, zoom = Math.min(zoomMax, Math.max(zoomMin, this.zoom * factor)), real = zoom / this.zoom;
    this.shift.x = at.x - width / 2 - (at.x - width / 2 - this.shift.x) * real;
    this.shift.y = at.y - height / 2 - (at.y - height / 2 - this.shift.y) * real;
    this.zoom = zoom;
    this.moved();
  }

  pan(x, y) {
    this.shift.x += x;
    this.shift.y += y;
    this.moved();
  }

  moved() {
    this.draw();
    if (this.current >= 0) this.hover(this.current, this.place(this.current));
  }

  at(event) { return { x: event.offsetX, y: event.offsetY }; }

  press(event) {
    this.pointers.set(event.pointerId, this.at(event));
    this.canvas.setPointerCapture(event.pointerId);
    this.travelled = this.pointers.size > 1 ? Infinity : 0;
  }

  move(event) {
    const at = this.at(event), last = this.pointers.get(event.pointerId);
    if (!last) { this.select(this.nearest(at)); return; }
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (others.length === 1) {
      const far = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
      this.zoomBy(far(at, others[0]) / (far(last, others[0]) || 1), { x: (at.x + others[0].x) / 2, y: (at.y + others[0].y) / 2 });
    } else {
      this.travelled += Math.abs(at.x - last.x) + Math.abs(at.y - last.y);
      if (this.travelled > 4) this.pan(at.x - last.x, at.y - last.y);
    }
    this.pointers.set(event.pointerId, at);
  }

  release(event) {
    const wasPressed = this.pointers.delete(event.pointerId);
    if (!wasPressed || event.type !== "pointerup" || this.travelled > 4) return;
    const found = this.nearest(this.at(event), event.pointerType === "touch" ? 2 * reach : reach);
    // A finger cannot hover: its first touch shows the point, the second opens it.
    if (found >= 0 && (event.pointerType !== "touch" || found === this.current)) this.open(found); else this.select(found);
  }

  leave() { if (this.pointers.size === 0) this.select(-1); }

  wheel(event) {
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), this.at(event));
  }

  enlarge(event) { this.zoomBy(2, this.at(event)); }

  key(event) {
    const step = 40;
    const actions = {
      ArrowLeft: () => this.pan(step, 0), ArrowRight: () => this.pan(-step, 0), ArrowUp: () => this.pan(0, step), ArrowDown: () => this.pan(0, -step),
      "+": () => this.zoomBy(1.4), "=": () => this.zoomBy(1.4), "-": () => this.zoomBy(1 / 1.4), 0: () => this.reset(),
      n: () => this.walk(1), p: () => this.walk(-1), Enter: () => { if (this.current >= 0) this.open(this.current); }, Escape: () => this.select(-1),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  }

  /** The next point in view from left to right, or the one before. */
  walk(direction) {
    const { width, height } = this.size;
    const seen = [...this.x.keys()].filter((i) => {
      const { x, y } = this.place(i);
      return x >= 0 && y >= 0 && x <= width && y <= height && !this.isFaint(i);
    }).sort((a, b) => this.x[a] - this.x[b] || a - b);
    if (seen.length === 0) return;
    const place = seen.indexOf(this.current);
    this.select(seen[place < 0 ? (direction > 0 ? 0 : seen.length - 1) : (place + direction + seen.length) % seen.length]);
  }
}
