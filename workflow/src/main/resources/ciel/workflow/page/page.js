// Puts the page together: takes snapshots and deltas, keeps what was chosen, listens to keys.
import { ask, Feed, hasToken, setToken } from './feed.js';
import { ImageView } from './image.js';
import { causes, chip, counts, Curves, disk, element, hours, number, Strip, bytes, time } from './panels.js';
import { Plane } from './plane.js';

const $ = id => document.getElementById(id);
const curves = new Curves(), image = new ImageView();
let states = [], byCode = new Map(), plane, strip, feed, campaign = '', events = 0;
let data = {}, visit = 0, follow = true, unit = null, acts = false;

async function start() {
  const answer = await ask('/api/campaigns');
  if (answer.status === 401) { askToken('Reading this page needs a token.', start); return; }
  const known = await answer.json();
  states = known.states;
  acts = known.acts;
  byCode = new Map(states.map(s => [s.code, s]));
  if (!plane) {
    plane = new Plane($('plane'), known.detectors, byCode, { hover: showHover, open: name => openUnit(visit, name) });
    strip = new Strip(byCode, id => showVisit(id));
    $('legend').replaceChildren(...states.map(s => { const node = element('span'); node.append(chip(s), s.name); return node; }));
  }
  $('acts').hidden = !acts;
  $('choose').hidden = known.campaigns.length < 2;
  $('campaigns').replaceChildren(...known.campaigns.map(name => element('option', '', name)));
  if (!known.campaigns.length) { $('summary').textContent = 'This ledger has no campaign yet.'; setTimeout(start, 5000); return; }
  campaign = known.campaigns[0];
  connect();
}

function connect() {
  if (feed) feed.close();
  data = {};
  const query = new URLSearchParams({ campaign, visit: follow ? 0 : visit });
  feed = new Feed('/api/events?' + query, take, state => {
    if (state === 'token') { askToken('Reading this page needs a token.', connect); return; }
    $('live').className = 'live ' + (state === 'live' ? 'on' : 'off');
    $('live').textContent = state === 'live' ? 'live' : 'reconnecting';
  });
}

function grow(old, added) { return added[0] === null ? added.slice(1) : (old || []).concat(added); }

function take(name, change) {
  events++;
  if (name === 'snapshot') data = { rates: {}, finished: [], campaign: {} };
  Object.assign(data.campaign, change.campaign);
  if (change.finished) data.finished = grow(data.finished, change.finished);
  for (const [link, points] of Object.entries(change.rates || {})) data.rates[link] = grow(data.rates[link], points);
  if (change.plane) { data.plane = change.plane; data.plane.states = [...change.plane.states]; }
  const list = change.planeChanges || [];
  for (let i = 0; i < list.length; i += 2) data.plane.states[list[i]] = list[i + 1];
  if (change.plane || change.planeChanges) showPlane();
  if (change.visits) {
    let id = 0;
    strip.show(change.visits.steps.map(step => id += step), change.visits.bands, change.visits.states);
  }
  if (change.visitChanges) strip.change(change.visitChanges);
  if (change.campaign) showCampaign();
  if (change.campaign || change.finished) curves.finished(data.finished, data.campaign.visits);
  if (change.campaign || change.rates) curves.links(data.campaign.links, data.rates);
  document.body.dataset.events = events;
  document.body.dataset.last = name;
}

function showCampaign() {
  const c = data.campaign;
  document.title = `${c.name}: Ciel campaign`;
  $('name').textContent = c.name;
  $('state').textContent = c.state.toLowerCase();
  const { total, done } = counts(states, c.counts);
  const parts = [`${number(done)} of ${number(total)} units delivered (${total ? (100 * done / total).toFixed(1) : 0} %)`];
  if (c.finish && c.state === 'ACTIVE') parts.push(`expected end ${time(c.finish)} UTC`);
  $('summary').textContent = parts.join(', ');
  $('messages').replaceChildren(...c.message.map(m => element('p', '', m)));
  hours(c.hours);
  disk(c.disk);
  causes(states, c.causes, name => { const [v, d] = name.split('/'); showVisit(Number(v)); openUnit(Number(v), d); });
  $('pause').disabled = c.state !== 'ACTIVE';
  $('resume').disabled = c.state !== 'PAUSED';
}

function showPlane() {
  visit = data.plane.visit;
  plane.show(data.plane.names, data.plane.states);
  if (document.activeElement !== $('visit')) $('visit').value = visit || '';
  strip.visit = visit;
  strip.draw();
  if (unit && unit.visit !== visit && follow) closeUnit();
}

function showVisit(id) {
  if (!id || !strip.ids.includes(id)) { $('visit').value = visit; return; }
  follow = false;
  $('follow').setAttribute('aria-pressed', 'false');
  visit = id;
  connect();
}

function followNewest() {
  follow = true;
  $('follow').setAttribute('aria-pressed', 'true');
  connect();
}

function step(by) {
  const at = strip.ids.indexOf(visit);
  if (strip.ids[at + by] !== undefined) showVisit(strip.ids[at + by]);
}

function showHover(cell) {
  const state = cell.state === null ? null : byCode.get(cell.state);
  $('hover').textContent = `${visit}/${cell.name}: ${state ? state.name : 'not in the campaign'}`;
}

async function openUnit(v, name) {
  unit = { visit: v, name };
  plane.choose(name);
  const box = $('unit');
  const answer = await ask('/api/unit?' + new URLSearchParams({ campaign, visit: v, detector: name }));
  if (unit.visit !== v || unit.name !== name) return;
  box.hidden = false;
  if (!answer.ok) { box.replaceChildren(element('p', 'empty', (await answer.text()).trim())); return; }
  const u = await answer.json(), state = states.find(s => s.name.toUpperCase() === u.state);
  const head = element('div', 'head'), title = element('h2'), nodes = [], rest = [];
  title.append(chip(state), `${v}/${name}: ${state.name}`);
  head.append(title, element('span', 'note', `attempt ${u.attempt}${u.job ? ', job ' + u.job : ''}`), element('span', 'spring'));
  if (u.cause) nodes.push(element('p', 'why', u.cause));
  if (u.image) {
    const button = element('button', '', 'Image (i)');
    button.type = 'button';
    button.id = 'open-image';
    button.addEventListener('click', () => image.open(campaign, v, name));
    head.append(button);
  }
  const shut = element('button', '', 'Close');
  shut.type = 'button';
  shut.addEventListener('click', closeUnit);
  head.append(shut);
  unit.image = u.image;
  const history = element('ol');
  history.tabIndex = 0;
  history.setAttribute('aria-label', 'History');
  for (const e of u.events) {
    const line = element('li');
    line.append(element('span', 'note', time(e.at)), element('span', '', e.from ? `${e.from.toLowerCase()} → ${e.to.toLowerCase()}` : e.to.toLowerCase()), element('span', '', [e.actor, e.detail].filter(Boolean).join(': ')));
    history.append(line);
  }
  nodes.push(history);
  if (u.files.length) {
    const table = element('table');
    for (const f of u.files) {
      const row = element('tr');
      row.append(element('td', '', f.name), element('td', 'n', bytes(f.bytes)), element('td', '', f.places));
      table.append(row);
    }
    nodes.push(table);
  }
  if (u.log) {
    const log = element('pre', '', u.log);
    log.tabIndex = 0;
    log.setAttribute('aria-label', 'Last lines of the log');
    log.setAttribute('role', 'region');
    rest.push(log);
  }
  const left = element('div'), right = element('div'), both = element('div', 'both');
  left.append(...nodes);
  right.append(...rest);
  both.append(left, right);
  box.replaceChildren(head, both);
  document.body.dataset.unit = `${v}/${name}`;
}

function closeUnit() { unit = null; $('unit').hidden = true; plane.choose(null); }

function askToken(why, then) {
  $('token-why').textContent = why;
  $('token-value').value = '';
  $('token-form').onsubmit = () => { setToken($('token-value').value.trim()); then(); };
  $('token').showModal();
}

async function act(kind) {
  const answer = await ask('/api/act', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ act: kind, campaign }),
  });
  if (answer.status === 401 || answer.status === 403 && !hasToken()) { askToken('This needs the token for acting.', () => act(kind)); return; }
  $('live').textContent = answer.ok ? (await answer.json()).done : (await answer.text()).trim();
}

function theme() {
  const now = document.documentElement.dataset.theme || '';
  const next = now === '' ? 'dark' : now === 'dark' ? 'light' : '';
  setTheme(next);
}

function setTheme(name) {
  if (name) document.documentElement.dataset.theme = name; else delete document.documentElement.dataset.theme;
  localStorage.setItem('ciel-theme', name);
  $('theme').textContent = 'Theme: ' + (name || 'system');
  curves.restyle();
  if (strip) strip.draw();
}

$('theme').addEventListener('click', theme);
$('help').addEventListener('click', () => $('keys').showModal());
$('keys-close').addEventListener('click', () => $('keys').close());
$('token-close').addEventListener('click', () => $('token').close());
$('before').addEventListener('click', () => step(-1));
$('after').addEventListener('click', () => step(1));
$('follow').addEventListener('click', followNewest);
$('visit').addEventListener('change', () => showVisit(Number($('visit').value)));
$('campaigns').addEventListener('change', () => { campaign = $('campaigns').value; follow = true; closeUnit(); connect(); });
for (const kind of ['pause', 'resume', 'retry']) $(kind).addEventListener('click', () => act(kind));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => setTheme(document.documentElement.dataset.theme || ''));

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) || document.querySelector('dialog[open]')) return;
  const keys = {
    f: () => plane.focus(), '[': () => step(-1), ']': () => step(1), n: followNewest, t: theme, '?': () => $('keys').showModal(),
    i: () => unit && unit.image && image.open(campaign, unit.visit, unit.name), Escape: closeUnit,
  };
  if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
});

setTheme(localStorage.getItem('ciel-theme') || '');
start();
