// One image: zoom by doubling, move, stretch. Values come as floats; the stretch is made here.
import { ask } from './feed.js';

const $ = id => document.getElementById(id);
const SIDE = 512;

export class ImageView {
  constructor() {
    this.dialog = $('image');
    this.canvas = $('pixels');
    this.bin = 8; this.x = 0; this.y = 0; this.magnify = 1;
    for (const id of ['stretch', 'black', 'white']) $(id).addEventListener('input', () => this.paint());
    $('zoom-in').addEventListener('click', () => this.zoom(-1));
    $('zoom-out').addEventListener('click', () => this.zoom(1));
    $('whole').addEventListener('click', () => this.whole());
    $('image-close').addEventListener('click', () => this.dialog.close());
    this.canvas.addEventListener('wheel', e => { e.preventDefault(); const p = this.at(e); this.zoom(e.deltaY < 0 ? -1 : 1, p); }, { passive: false });
    this.canvas.addEventListener('pointerdown', e => { this.drag = { px: e.clientX, py: e.clientY, x: this.x, y: this.y }; this.canvas.setPointerCapture(e.pointerId); });
    this.canvas.addEventListener('pointermove', e => this.moved(e));
    this.canvas.addEventListener('pointerup', () => { this.drag = null; });
    this.dialog.addEventListener('keydown', e => this.key(e));
  }

  async open(campaign, visit, detector) {
    this.query = new URLSearchParams({ campaign, visit, detector });
    $('image-title').textContent = `${visit}/${detector}`;
    $('value').textContent = 'loading';
    this.limits = null;
    if (!this.dialog.open) this.dialog.showModal();
    this.canvas.focus();
    await this.whole();
  }

  whole() { this.bin = 8; this.x = 0; this.y = 0; return this.load(); }

  span() { return SIDE * this.bin; }

  async load() {
    const ticket = this.ticket = (this.ticket || 0) + 1;
    const bin = Math.max(1, this.bin), size = Math.round(SIDE * this.bin / bin);
    const query = new URLSearchParams(this.query);
    for (const [k, v] of Object.entries({ x: Math.round(this.x), y: Math.round(this.y), size, bin })) query.set(k, v);
    const answer = await ask('/api/image?' + query);
    if (ticket !== this.ticket) return; // an older answer
    if (!answer.ok) { $('value').textContent = (await answer.text()).trim(); return; }
    const [w, h] = answer.headers.get('X-Ciel-Cut').split('x').map(Number);
    [this.width, this.height] = answer.headers.get('X-Ciel-Image').split('x').map(Number);
    this.cut = { w, h, size, bin, x: Math.round(this.x), y: Math.round(this.y), values: new Float32Array(await answer.arrayBuffer()) };
    if (!this.limits) this.measure();
    $('value').innerText = '\u00a0';
    $('zoom').textContent = this.bin >= 1 ? (this.bin === 1 ? '1' : '1/' + this.bin) : String(1 / this.bin);
    this.paint();
    this.dialog.dataset.shown = ticket;
  }

  measure() {
    const sample = Array.from(this.cut.values).filter(Number.isFinite).sort((a, b) => a - b);
    const at = q => sample[Math.min(sample.length - 1, Math.round(q * (sample.length - 1)))] || 0;
    const median = at(0.5), noise = Math.max(median - at(0.16), 1e-3);
    this.limits = { low: median - 6 * noise, noise, high: Math.max(at(0.9995), median + 60 * noise) };
  }

  paint() {
    if (!this.cut) return;
    const { w, h, size, values } = this.cut, { low, high, noise } = this.limits;
    const range = high - low, black = low + noise * (Number($('black').value) - 5) * 0.6 + 4 * noise;
    const white = black + Math.max(noise, range * Math.pow(10, (Number($('white').value) - 70) / 22));
    const soft = 3 * noise, kind = $('stretch').value;
    const curve = {
      asinh: v => Math.asinh((v - black) / soft) / Math.asinh((white - black) / soft),
      log: v => Math.log1p(1000 * Math.max(0, (v - black) / (white - black))) / Math.log1p(1000),
      'square root': v => Math.sqrt(Math.max(0, (v - black) / (white - black))),
      linear: v => (v - black) / (white - black),
    }[kind];
    this.canvas.width = size; this.canvas.height = size;
    const pen = this.canvas.getContext('2d'), picture = pen.createImageData(size, size);
    for (let j = 0; j < h; j++) {
      for (let i = 0; i < w; i++) {
        const grey = 255 * Math.min(1, Math.max(0, curve(values[j * w + i]) || 0)), to = 4 * ((size - 1 - j) * size + i);
        picture.data[to] = picture.data[to + 1] = picture.data[to + 2] = grey;
        picture.data[to + 3] = 255;
      }
    }
    pen.putImageData(picture, 0, 0);
  }

  // pixel of the image under a pointer
  at(e) {
    const box = this.canvas.getBoundingClientRect();
    return [this.x + (e.clientX - box.left) / box.width * this.span(), this.y + (1 - (e.clientY - box.top) / box.height) * this.span()];
  }

  moved(e) {
    if (this.drag) {
      const box = this.canvas.getBoundingClientRect();
      this.go(this.drag.x - (e.clientX - this.drag.px) / box.width * this.span(), this.drag.y + (e.clientY - this.drag.py) / box.height * this.span());
      return;
    }
    if (!this.cut) return;
    const [x, y] = this.at(e), { w, h, bin, values } = this.cut;
    const i = Math.floor((x - this.cut.x) / bin), j = Math.floor((y - this.cut.y) / bin);
    const value = i >= 0 && j >= 0 && i < w && j < h ? values[j * w + i] : NaN;
    $('value').textContent = Number.isFinite(value) ? `x ${Math.floor(x)}, y ${Math.floor(y)}: ${value.toFixed(1)}${bin > 1 ? ` (mean of ${bin} x ${bin})` : ''}` : '\u00a0';
  }

  go(x, y) {
    const most = Math.max(0, Math.max(this.width, this.height) - this.span());
    this.x = Math.min(most, Math.max(0, x));
    this.y = Math.min(most, Math.max(0, y));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 40);
  }

  zoom(step, centre) {
    const bin = this.bin * Math.pow(2, step);
    if (bin > 8 || bin < 1 / 16) return;
    const [cx, cy] = centre || [this.x + this.span() / 2, this.y + this.span() / 2];
    const fx = (cx - this.x) / this.span(), fy = (cy - this.y) / this.span();
    this.bin = bin;
    this.go(cx - fx * this.span(), cy - fy * this.span());
  }

  key(e) {
    if (e.target.tagName === 'SELECT' || e.target.type === 'range') return;
    const step = this.span() / 8;
    const act = {
      '+': () => this.zoom(-1), '=': () => this.zoom(-1), '-': () => this.zoom(1), 0: () => this.whole(),
      ArrowLeft: () => this.go(this.x - step, this.y), ArrowRight: () => this.go(this.x + step, this.y),
      ArrowUp: () => this.go(this.x, this.y + step), ArrowDown: () => this.go(this.x, this.y - step),
      s: () => { const s = $('stretch'); s.selectedIndex = (s.selectedIndex + 1) % s.length; this.paint(); },
    }[e.key];
    if (act) { e.preventDefault(); e.stopPropagation(); act(); }
  }
}
