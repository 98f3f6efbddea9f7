// The campaign's page in a real Chromium: check.mjs URL MODULES CHROMIUM [FOLDER for pictures]. Prints PASS and FAIL lines.
// Playwright comes as its core package from npm, which brings no browser: a tenth of what Playwright for Java downloads.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import http from 'node:http';

const [url, modules, executablePath, pictures] = process.argv.slice(2);
const require = createRequire(modules + '/');
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
let failed = 0;

function check(name, good, detail) {
  console.log(`${good ? 'PASS' : 'FAIL'} page: ${name}${good || detail === undefined ? '' : ': ' + JSON.stringify(detail).slice(0, 600)}`);
  if (!good) failed++;
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

async function open(theme, width, height) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
  page.problems = [];
  page.on('console', m => ['error', 'warning'].includes(m.type()) && page.problems.push(m.text()));
  page.on('pageerror', e => page.problems.push(e.message));
  await page.goto(url);
  await page.locator('body[data-events]').waitFor();
  return page;
}

// axe has to get past the page's own policy, as a tool of the developer does: through the debugger, not as a script of the page
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map(v => ({ id: v.id, nodes: v.nodes.map(n => n.target.join(' ')).slice(0, 3), why: v.nodes[0].failureSummary }));
}

for (const [theme, width, height] of [['dark', 1440, 900], ['light', 1440, 900], ['dark', 400, 850]]) {
  const page = await open(theme, width, height);
  const at = `${theme}, ${width} px`;
  check(`${at}: 189 CCDs are drawn, each with a state`, await page.locator('#plane .cell[role=button]').count() === 189
    && await page.locator('#plane .cell.none').count() === 0);
  check(`${at}: nothing is wider than the window`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.locator('.uplot canvas').first().waitFor();
  await page.keyboard.press('f');
  await page.keyboard.press('Enter');
  await page.locator('body[data-unit]').waitFor();
  const found = await violations(page);
  check(`${at}: axe finds nothing`, found.length === 0, found);
  if (pictures) {
    await page.waitForTimeout(900); // transitions end
    await page.screenshot({ path: `${pictures}/${theme}-${width}.png`, fullPage: true });
  }
  check(`${at}: the browser has no complaint`, page.problems.length === 0, page.problems);
  await page.close();
}

{
  const page = await open('dark', 1280, 900);
  // what changes arrives by itself
  await page.locator('body[data-last=delta]').waitFor({ timeout: 15000 });
  check('changes arrive by themselves', true);

  // keyboard
  await page.keyboard.press('f');
  const first = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await page.keyboard.press('ArrowRight');
  const second = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await page.keyboard.press('ArrowUp');
  const third = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  check('arrow keys go to the neighbours', first.startsWith('R22_S11 ') && second.startsWith('R22_S12 ') && third.startsWith('R22_S22 '), [first, second, third]);
  await page.keyboard.press('Enter');
  await page.locator('body[data-unit$="R22_S22"]').waitFor();
  check('Enter opens the unit', await page.locator('#unit').isVisible());
  const log = await page.locator('#unit pre').textContent();
  check('markup in a log is shown as text', log.includes('<img src=x onerror='), log);
  check('markup in a cause is shown as text', (await page.locator('#causes').textContent()).includes('<b>out of memory</b>'));
  check('no markup of a log or cause became an element', await page.locator('#unit img, #causes img, #causes b > b').count() === 0
    && !(await page.title()).includes('broken'));

  await page.keyboard.press('i');
  await page.locator('#image[data-shown]').waitFor({ timeout: 20000 });
  const shades = () => page.evaluate(() => {
    const c = document.getElementById('pixels');
    return [...new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 0))].length;
  });
  check('an image has shades of grey', await shades() > 30, await shades());
  const sum = () => page.evaluate(() => { const c = document.getElementById('pixels');
    return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.reduce((a, v) => a + v, 0); });
  const before = await sum();
  await page.keyboard.press('s');
  check('another stretch changes the picture', await sum() !== before);
  await page.keyboard.press('+');
  await page.locator('#zoom', { hasText: '1/4' }).waitFor();
  check('plus zooms', true);
  await page.keyboard.press('Escape');
  check('Escape closes', !(await page.locator('#image').isVisible()));

  await page.locator('#before').click();
  await page.locator('#follow[aria-pressed=false]').waitFor();
  const visit = Number(await page.locator('#visit').inputValue());
  await page.keyboard.press('Escape');
  await page.locator('#strip').focus();
  await page.keyboard.press('n');
  await page.locator('#follow[aria-pressed=true]').waitFor();
  check('visits can be chosen and followed', visit > 0);

  check('without a token nothing can be changed', !(await page.locator('#acts').isVisible()));
  check('a script that was put into the page does not run', await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inline = 1';
    document.head.append(script);
    return globalThis.inline === undefined;
  }));
  await page.close();
}

{
  // a foreign page in the same browser: it may neither read nor act
  const evil = http.createServer((request, answer) => { answer.setHeader('content-type', 'text/html'); answer.end('<title>evil</title>'); });
  await new Promise(done => evil.listen(0, '127.0.0.1', done));
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${evil.address().port}/`);
  const read = await page.evaluate(async u => { try { return (await fetch(u + 'api/campaigns')).status; } catch (e) { return 'refused'; } }, url);
  check('a foreign page cannot read', read === 'refused', read);
  const image = await page.evaluate(u => new Promise(done => {
    const i = document.createElement('img');
    i.onload = () => done('shown');
    i.onerror = () => done('refused');
    i.src = u + 'icon.svg';
  }), url);
  check('a foreign page cannot show a picture of it', image === 'refused', image);
  const post = await page.evaluate(async u => {
    try { return (await fetch(u + 'api/act', { method: 'POST', mode: 'no-cors', body: '{"act":"pause"}' })).type; } catch (e) { return 'refused'; }
  }, url);
  check('a foreign page cannot act', post === 'opaque' || post === 'refused', post);
  await page.close();
  evil.close();
  // DNS rebinding: the name of a foreign site leads to this server
  const bound = await chromium.launch({ executablePath, args: ['--no-sandbox', '--host-resolver-rules=MAP rebound.example 127.0.0.1'] });
  const rebound = await bound.newPage();
  const answer = await rebound.goto(url.replace('127.0.0.1', 'rebound.example'));
  check('a rebound name is refused with 421', answer.status() === 421, answer.status());
  await bound.close();
}
await browser.close();
process.exit(failed ? 1 : 0);
