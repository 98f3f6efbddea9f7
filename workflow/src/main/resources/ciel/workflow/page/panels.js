// Counts, curves, hours, causes, the strip of visits. Text goes in with textContent only.
export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export const number = n => Math.round(n).toLocaleString('en-US');

export function chip(state) {
  const node = element('span', `chip fill-${state.name} ink-${state.name}`, state.glyph);
  node.setAttribute('aria-hidden', 'true');
  return node;
}

export function time(ms) {
  return ms ? new Date(ms).toISOString().replace('T', ' ').slice(0, 16) : '';
}

export function bytes(n) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let i = 0;
  while (n >= 1000 && i < units.length - 1) { n /= 1000; i++; }
  return (i && n < 100 ? n.toFixed(1) : Math.round(n)) + ' ' + units[i];
}

export function counts(states, list) {
  const by = new Map(list.map(c => [c.state, c.units]));
  const total = list.reduce((sum, c) => sum + c.units, 0);
  document.getElementById('total').textContent = number(total);
  const urgent = ['failed', 'held'];
  const order = [...states].sort((a, b) => urgent.includes(b.name) - urgent.includes(a.name));
  const rows = order.map(state => {
    const n = by.get(state.name.toUpperCase()) || 0;
    const row = element('tr', n ? '' : 'zero');
    const name = element('td');
    name.append(chip(state), state.name);
    const share = element('div', 'share');
    const fill = element('div', n ? 'fill-' + state.name : 'none');
    fill.style.width = total ? 100 * n / total + '%' : '0';
    share.append(fill);
    const wide = element('td', 'wide');
    wide.append(share);
    row.append(name, element('td', 'n', number(n)), element('td', 'n', total ? (100 * n / total).toFixed(2) : ''), wide);
    return row;
  });
  document.querySelector('#counts tbody').replaceChildren(...rows);
  const way = ['purged', 'done', 'verified', 'moving', 'rendered', 'running', 'queued', 'failed', 'held', 'cancelled'];
  document.getElementById('bar').replaceChildren(...way.filter(s => by.get(s.toUpperCase())).map(s => {
    const part = element('span', 'fill-' + s);
    part.style.width = 100 * by.get(s.toUpperCase()) / total + '%';
    return part;
  }));
  return { total, done: (by.get('DONE') || 0) + (by.get('PURGED') || 0) };
}

export function hours(list) {
  const nodes = list.map(h => {
    const box = element('div', 'hour');
    const head = element('div', 'linkhead');
    head.append(element('b', '', h.account ? `${h.site} · ${h.account}` : h.site));
    head.append(element('span', '', `${number(h.spent)} of ${h.allocated ? number(h.allocated) : 'unknown'} ${h.unit}`));
    const most = Math.max(h.allocated, h.forecast, h.spent, 1e-9);
    const gauge = element('div', 'gauge');
    for (const [kind, value] of [['forecast', h.forecast], ['spent', h.spent]]) {
      const part = element('div', kind);
      part.style.width = 100 * value / most + '%';
      gauge.append(part);
    }
    if (h.allocated) {
      const end = element('div', 'end');
      end.style.left = `calc(${100 * h.allocated / most}% - 2px)`;
      gauge.append(end);
    }
    const over = h.allocated && h.forecast > h.allocated;
    const words = over
      ? `The whole campaign is expected to need ${number(h.forecast)}: ${number(h.forecast - h.allocated)} more than allocated.`
      : `The whole campaign is expected to need ${number(h.forecast)}.`;
    box.append(head, gauge, element('div', over ? 'over' : 'note', words));
    return box;
  });
  document.getElementById('hours').replaceChildren(...(nodes.length ? nodes : [element('p', 'empty', 'No hours were spent yet.')]));
}

export function disk(list) {
  document.getElementById('disk').replaceChildren(...list.map(d => {
    const box = element('div', 'hour');
    box.append(element('b', '', d.space ? `${d.place} · ${d.space}` : d.place));
    for (const [what, used, most, text] of [['bytes', d.bytes, d.bytesQuota, bytes], ['files', d.files, d.filesQuota, number]]) {
      const line = element('div', 'linkhead');
      line.append(element('span', '', what), element('span', '', text(used) + (most ? ' of ' + text(most) : '')));
      box.append(line);
      if (!most) continue;
      const gauge = element('div', 'gauge');
      const part = element('div', 'spent');
      part.style.width = Math.min(100, 100 * used / most) + '%';
      gauge.append(part);
      box.append(gauge);
    }
    return box;
  }));
}

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

class Curve {
  constructor(node, height, label) {
    this.node = node;
    this.height = height;
    this.label = label;
    this.data = [[], []];
    new ResizeObserver(() => this.plot && this.plot.setSize({ width: node.clientWidth, height })).observe(node);
  }

  draw(points, nominal) {
    const t = [], v = [];
    for (let i = 0; i + 1 < points.length; i += 2) { t.push(points[i] / 1000); v.push(points[i + 1]); }
    this.data = [t, v];
    if (nominal) this.data.push(t.map(() => nominal));
    const top = Math.max(nominal || 0, ...v, 0.001) * 1.08;
    if (this.plot && this.series === this.data.length) {
      this.top = top;
      this.plot.setData(this.data);
      return;
    }
    this.top = top;
    this.make();
  }

  make() {
    if (this.plot) this.plot.destroy();
    this.series = this.data.length;
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, "DejaVu Sans"' };
    const stamp = s => new Date(s * 1000).toISOString();
    this.plot = new uPlot({
      width: this.node.clientWidth || 300, height: this.height, padding: [8, 8, 0, 0],
      cursor: { y: false, points: { size: 6 } }, legend: { show: false },
      scales: { x: { time: true }, y: { range: () => [0, this.top] } },
      axes: [
        { ...axis, size: 26, values: (u, list) => list.map((s, i) => i && stamp(s).slice(0, 10) === stamp(list[i - 1]).slice(0, 10) ? stamp(s).slice(11, 16) : stamp(s).slice(5, 10)), space: 60 },
        { ...axis, size: 46, values: (u, list) => list.map(v => v >= 1000 ? (v / 1000).toFixed(v % 1000 ? 1 : 0) + 'k' : v) },
      ],
      series: [
        {},
        { label: this.label, stroke: colour('--curve'), fill: colour('--fill'), width: 1.6, points: { show: false } },
        ...(this.series > 2 ? [{ label: 'nominal', stroke: colour('--soft'), dash: [6, 5], width: 1.2, points: { show: false } }] : []),
      ],
    }, this.data, this.node);
    this.plot.root.setAttribute('aria-hidden', 'true');
  }
}

export class Curves {
  constructor() { this.byName = new Map(); }

  finished(points, visits) {
    if (!this.visits) this.visits = new Curve(document.getElementById('finished'), 158, 'visits');
    this.visits.draw(points, visits);
    document.getElementById('visits-figure').textContent = `${number(points.at(-1) || 0)} of ${number(visits)}`;
  }

  links(list, rates) {
    const root = document.getElementById('links');
    if (!list.length) { root.replaceChildren(element('p', 'empty', 'No link is in use.')); this.byName.clear(); return; }
    if (list.length !== this.byName.size || list.some(l => !this.byName.has(l.name))) {
      this.byName.clear();
      root.replaceChildren(...list.map(l => {
        const box = element('div', 'link'), head = element('div', 'linkhead'), plot = element('div', 'plot');
        const figure = element('span'), parked = element('p', 'parked');
        head.append(element('b', '', l.name), figure);
        box.append(head, parked, plot);
        this.byName.set(l.name, { curve: new Curve(plot, 116, 'MB/s'), figure, parked });
        return box;
      }));
    }
    for (const l of list) {
      const { curve, figure, parked } = this.byName.get(l.name);
      const points = rates[l.name] || [];
      const now = points.at(-1) || 0;
      figure.textContent = `${now.toFixed(1)}${l.nominal ? ' of ' + l.nominal : ''} MB/s, ${bytes(l.left)} left`;
      parked.textContent = l.state;
      parked.hidden = !l.state;
      curve.draw(points, l.nominal);
    }
  }

  restyle() {
    for (const curve of [this.visits, ...[...this.byName.values()].map(l => l.curve)]) if (curve) curve.make();
  }
}

export function causes(states, list, open) {
  const root = document.getElementById('causes');
  const opened = new Set([...root.querySelectorAll('details[open]')].map(d => d.dataset.cause));
  const nodes = list.map(c => {
    const box = element('details');
    box.dataset.cause = c.cause;
    box.open = opened.has(c.cause);
    const head = element('summary');
    const state = states.find(s => s.name.toUpperCase() === c.state);
    head.append(chip(state), element('b', '', number(c.units)), element('span', 'cause', c.cause), element('span', 'note', state.name));
    const some = element('div', 'some');
    for (const unit of c.some) {
      const button = element('button', '', unit);
      button.type = 'button';
      button.addEventListener('click', () => open(unit));
      some.append(button);
    }
    if (c.units > c.some.length) some.append(element('span', 'note', `and ${number(c.units - c.some.length)} more`));
    box.append(head, some);
    return box;
  });
  root.replaceChildren(...(nodes.length ? nodes : [element('p', 'empty', 'Nothing failed and nothing waits.')]));
}

export class Strip {
  constructor(states, choose) {
    this.canvas = document.getElementById('strip');
    this.states = states;
    this.ids = [];
    this.at = 0;
    this.canvas.addEventListener('click', e => {
      const box = this.canvas.getBoundingClientRect();
      const i = Math.floor((e.clientY - box.top) / this.size) * this.columns + Math.floor((e.clientX - box.left) / this.size);
      if (this.ids[i] !== undefined) choose(this.ids[i]);
    });
    new ResizeObserver(() => this.draw()).observe(this.canvas.parentElement);
  }

  show(ids, bands, codes) { this.ids = ids; this.bands = bands; this.codes = [...codes]; this.draw(); }

  change(list) { for (let i = 0; i < list.length; i += 2) this.codes[list[i]] = list[i + 1]; this.draw(); }

  draw() {
    const width = this.canvas.parentElement.clientWidth - 28;
    if (width <= 0 || !this.ids.length) return;
    // as large as fits into 150 px of height
    let size = 22;
    while (size > 3 && Math.ceil(this.ids.length / Math.floor(width / size)) * size > 150) size--;
    this.size = size;
    this.columns = Math.floor(width / size);
    const rows = Math.ceil(this.ids.length / this.columns), dense = window.devicePixelRatio || 1;
    this.canvas.width = this.columns * size * dense;
    this.canvas.height = rows * size * dense;
    this.canvas.style.width = this.columns * size + 'px';
    this.canvas.style.height = rows * size + 'px';
    const pen = this.canvas.getContext('2d');
    pen.scale(dense, dense);
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.font = `600 ${size - 9}px system-ui, "DejaVu Sans"`;
    const fill = new Map(), ink = new Map();
    for (const [code, state] of this.states) { fill.set(code, colour('--' + state.name)); ink.set(code, colour(`--${state.name}-ink`)); }
    const gap = size > 7 ? 2 : size > 4 ? 1 : 0;
    this.ids.forEach((id, i) => {
      const x = i % this.columns * size, y = Math.floor(i / this.columns) * size, code = this.codes[i];
      pen.fillStyle = fill.get(code);
      pen.fillRect(x, y, size - gap, size - gap);
      if (size >= 16) {
        pen.fillStyle = ink.get(code);
        pen.fillText(this.states.get(code).glyph, x + (size - gap) / 2, y + (size - gap) / 2 + 1);
      }
      if (id === this.visit) { pen.strokeStyle = colour('--focus'); pen.lineWidth = 2; pen.strokeRect(x, y, size - gap, size - gap); }
    });
    document.getElementById('strip-figure').textContent = `${number(this.ids.length)} visits in the order of the plan`;
  }
}
