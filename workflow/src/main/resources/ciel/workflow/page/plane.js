// The focal plane: one button a CCD at its place in the camera, arrow keys go to the neighbour in that direction.
const SVG = 'http://www.w3.org/2000/svg';
const HALF = 20.2; // mm; a CCD is 40.4 wide and they are 42.25 apart
const RAFT = 127; // mm from raft to raft
const APART = 1.05; // rafts are drawn a little further apart, so that the eye finds them

export class Plane {
  constructor(root, detectors, states, on) {
    this.root = root;
    this.states = states;
    this.on = on;
    this.cells = new Map();
    const apart = mm => mm + Math.round(mm / RAFT) * RAFT * (APART - 1);
    detectors = detectors.map(([name, x, y]) => [name, apart(x), apart(y)]);
    const xs = detectors.map(d => d[1]), ys = detectors.map(d => d[2]);
    const pad = HALF + 3;
    const left = Math.min(...xs) - pad, top = Math.min(...ys) - pad;
    root.setAttribute('viewBox', `${left} ${top} ${Math.max(...xs) + pad - left} ${Math.max(...ys) + pad - top}`);
    for (const [name, x, y] of detectors) this.add(name, x, -y);
    this.order = [...this.cells.values()];
    this.order[0].node.tabIndex = 0;
    root.addEventListener('keydown', e => this.key(e));
  }

  add(name, x, y) {
    const node = document.createElementNS(SVG, 'g');
    node.setAttribute('role', 'button');
    node.setAttribute('tabindex', '-1');
    const rect = document.createElementNS(SVG, 'rect');
    rect.setAttribute('x', x - HALF); rect.setAttribute('y', y - HALF);
    rect.setAttribute('width', 2 * HALF); rect.setAttribute('height', 2 * HALF);
    const text = document.createElementNS(SVG, 'text');
    text.setAttribute('x', x); text.setAttribute('y', y + 7);
    text.setAttribute('aria-hidden', 'true');
    node.append(rect, text);
    const cell = { name, x, y, node, rect, text, state: null };
    node.addEventListener('click', () => this.open(cell));
    node.addEventListener('mouseenter', () => this.on.hover(cell));
    node.addEventListener('focus', () => this.on.hover(cell));
    this.cells.set(name, cell);
    this.paint(cell, null);
    this.root.append(node);
  }

  paint(cell, code) {
    if (cell.painted && cell.state === code) return;
    cell.painted = true;
    cell.state = code;
    const state = code === null ? null : this.states.get(code);
    cell.node.setAttribute('class', 'cell' + (state ? '' : ' none') + (cell === this.chosen ? ' chosen' : ''));
    cell.rect.setAttribute('class', state ? 'fill-' + state.name : '');
    cell.text.setAttribute('class', state ? 'ink-' + state.name : '');
    cell.text.textContent = state ? state.glyph : '';
    cell.node.setAttribute('aria-label', cell.name + ' ' + (state ? state.name : 'not in the campaign'));
  }

  show(names, codes) {
    const given = new Map(names.map((name, i) => [name, codes[i]]));
    for (const cell of this.cells.values()) this.paint(cell, given.has(cell.name) ? given.get(cell.name) : null);
  }

  choose(name) {
    const cell = this.cells.get(name);
    if (this.chosen) this.chosen.node.classList.remove('chosen');
    this.chosen = cell;
    if (cell) { cell.node.classList.add('chosen'); this.rove(cell); }
  }

  open(cell) {
    if (cell.state === null) return;
    this.choose(cell.name);
    this.on.open(cell.name);
  }

  focus() { (this.here || this.chosen || this.cells.get('R22_S11')).node.focus(); }

  rove(cell) {
    for (const other of this.order) other.node.tabIndex = -1;
    cell.node.tabIndex = 0;
    this.here = cell;
  }

  key(e) {
    const cell = this.order.find(c => c.node === document.activeElement);
    if (!cell) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (step) {
      e.preventDefault();
      let best = null, least = Infinity;
      for (const other of this.order) {
        const dx = other.x - cell.x, dy = other.y - cell.y;
        const along = dx * step[0] + dy * step[1], aside = Math.abs(dx * step[1]) + Math.abs(dy * step[0]);
        if (along > 5 && along + 3 * aside < least) { least = along + 3 * aside; best = other; }
      }
      if (best) { this.rove(best); best.node.focus(); }
    } else if (e.key === 'Enter' || e.key === ' ') {
      e.preventDefault();
      this.open(cell);
    }
  }
}
