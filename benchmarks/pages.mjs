#!/usr/bin/env node
// What a person sees of the portal's pages: rows, sizes, presses of Tab, and when data is there.
//
// Usage: node benchmarks/pages.mjs PORTAL [--loads 9] [--browser /usr/bin/chromium]
// PORTAL is the folder with JusInfer.Portal.dll, of a publish or of a build. Linux, Node 20 and Chromium.
//
// The portal is started in demo mode with a store of its own: one team with 14 keys and 160 calls. Chromium is driven by its debugging protocol over a pipe. Loads are those of a
// browser that has visited the page before; the network of "4G" has 150 ms and 4 Mbit/s. "Data" is the first frame with a row of the page's table. Sizes are CSS pixels.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [portal, ...options] = process.argv.slice(2);
if (!portal || !existsSync(join(portal, 'JusInfer.Portal.dll'))) {
  console.error('Usage: node benchmarks/pages.mjs PORTAL [--loads 9] [--browser /usr/bin/chromium]. PORTAL has no JusInfer.Portal.dll.');
  process.exit(2);
}
const option = (name, otherwise) => (options.includes(name) ? options[options.indexOf(name) + 1] : otherwise);
const loads = Number(option('--loads', 9));
const chromium = option('--browser', ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync) ?? 'chromium');

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const timedPages = ['/developer', '/developer/keys', '/developer/usage', '/developer/requests', '/developer/runs', '/developer/members'];
const listPages = ['/developer/members', '/developer/budgets', '/developer/wallet', '/developer/routing', '/developer/settings'];
const person = { email: 'ada@example.com', password: 'a long enough password' };
const folder = mkdtempSync(join(tmpdir(), 'jusinfer-pages-'));
const pause = (ms) => new Promise((wake) => { setTimeout(wake, ms); });
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

class Browser {
  #process = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe', `--user-data-dir=${folder}/profile`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

  #answers = new Map();
  #sent = 0;
  #rest = '';

  constructor() {
    this.#process.stdio[4].on('data', (bytes) => {
      const messages = (this.#rest + bytes).split('\0');
      this.#rest = messages.pop();
      for (const message of messages.map((text) => JSON.parse(text))) {
        this.#answers.get(message.id)?.(message);
        this.#answers.delete(message.id);
      }
    });
  }

  async send(method, params = {}, sessionId = undefined) {
    this.#sent += 1;
    const id = this.#sent;
    const answer = new Promise((done) => { this.#answers.set(id, done); });
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  close() {
    this.#process.kill();
  }
}

class Tab {
  static async open(browser, size, network = null) {
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab(browser, targetId, sessionId);
    await tab.send('Page.enable');
    await tab.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: size.width < 500 });
    await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: observe });
    if (network) {
      await tab.send('Network.enable');
      await tab.send('Network.emulateNetworkConditions', { offline: false, ...network });
    }
    return tab;
  }

  constructor(browser, target, session) {
    Object.assign(this, { browser, target, session });
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Loads a page. Returns the milliseconds until its data was seen. */
  async load(address) {
    await this.send('Page.navigate', { url: address });
    for (let tries = 0; tries < 300; tries += 1) {
      await pause(50);
      const seen = await this.evaluate('window.__data ?? 0');
      if (seen > 0) return seen;
    }
    throw new Error(`${address} shows no data after 15 s.`);
  }

  async press(key) {
    const event = { key, code: key, windowsVirtualKeyCode: key === 'Tab' ? 9 : 0 };
    await this.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  close() {
    return this.browser.send('Target.closeTarget', { targetId: this.target });
  }
}

// Data is a row of a table, or a card of figures, in the page's part that changes.
const observe = `(() => {
  const look = () => {
    if (!document.querySelector('main :is(tbody tr, .tile, .meter)')) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.__data = performance.now(); }));
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true });
})();`;

const wholeRows = `[...document.querySelectorAll('main tbody tr')].filter((row) => {
  const box = row.getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
}).length`;
const clipped = `[...document.querySelectorAll('main .table-frame')].some((frame) => frame.scrollWidth > frame.clientWidth + 1)`;
const visibleButtons = `[...document.querySelectorAll('main :is(button, a.button)')].filter((one) => one.checkVisibility() && !one.closest('[popover]:not(:popover-open)')).length`;

async function freePort() {
  const server = createServer();
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  const { port } = server.address();
  await new Promise((closed) => { server.close(closed); });
  return port;
}

async function json(origin, path, body, headers = {}) {
  const response = await fetch(origin + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return response.json();
}

async function fill(origin) {
  const { access_token: token } = await json(origin, '/v1/auth/signup', person);
  const keys = [];
  for (let number = 1; number <= 14; number += 1) {
    const minted = await json(origin, '/v1/keys', { name: `agent ${number} of the build farm`, monthly_cap_usd: number % 3 ? null : 5 }, { authorization: `Bearer ${token}` });
    keys.push(minted.key);
  }
  for (let call = 0; call < 160; call += 1) {
    const body = { model: call % 4 ? 'jusInfer-auto' : 'openai/gpt-5', max_tokens: 50, messages: [{ role: 'user', content: `Write about call ${call}. ${'cats '.repeat(call)}` }] };
    await json(origin, '/v1/chat/completions', body, { authorization: `Bearer ${keys[call % 9]}`, 'x-jusinfer-session': `feature-${call % 5}`, 'user-agent': 'claude-code/2.1.3' });
  }
}

/** Signs in with the form of the page, as a browser does. */
async function signIn(tab, origin) {
  await tab.send('Page.navigate', { url: `${origin}/login` });
  await pause(1000);
  await tab.evaluate(`(() => {
    document.querySelector('input[name="email"]').value = ${JSON.stringify(person.email)};
    document.querySelector('input[name="password"]').value = ${JSON.stringify(person.password)};
    document.querySelector('input[name="password"]').form.requestSubmit();
  })()`);
  await pause(2000);
}

const rows = [];
const report = (what, value, goal) => rows.push([what, value, goal]);

async function measureSizes(browser, origin) {
  const tab = await Tab.open(browser, sizes.desktop);
  for (const [path, goal] of [['/developer/keys', 9], ['/developer/requests', 12]]) {
    await tab.load(origin + path);
    await pause(500);
    report(`${path}: whole rows`, await tab.evaluate(wholeRows), `>= ${goal}`);
    report(`${path}: first row, px from the top`, Math.round(await tab.evaluate("document.querySelector('main tbody tr').getBoundingClientRect().top")), '<= 260');
    report(`${path}: columns clipped`, (await tab.evaluate(clipped)) ? 'yes' : 'no', 'no');
  }
  await tab.load(`${origin}/developer/usage`);
  await pause(2000);
  report('/developer/usage: first chart, px from the top', Math.round(await tab.evaluate("(document.querySelector('main .apexcharts-canvas') ?? document.body).getBoundingClientRect().top")), '<= 800');
  report('/developer/usage: height, px', await tab.evaluate('document.documentElement.scrollHeight'), '<= 2500');
  for (const path of listPages) {
    await tab.send('Page.navigate', { url: origin + path });
    await pause(1500);
    report(`${path}: visible buttons`, await tab.evaluate(visibleButtons), '<= 8');
  }

  await tab.load(`${origin}/developer/keys`);
  await pause(1000);
  await tab.press('Tab');
  let presses = 0;
  do {
    await tab.press('Tab');
    presses += 1;
  } while (presses < 60 && !(await tab.evaluate("document.activeElement.closest('main') !== null")));
  report('presses of Tab from the skip link to the first control of the page', presses, '<= 12');
  await tab.close();

  const phone = await Tab.open(browser, sizes.phone);
  await phone.load(`${origin}/developer/keys`);
  report('phone: px before the title', Math.round(await phone.evaluate("document.querySelector('main').getBoundingClientRect().top")), '<= 64');
  for (const path of ['/developer', ...timedPages.slice(1), ...listPages.slice(1)]) {
    await phone.send('Page.navigate', { url: origin + path });
    await pause(1200);
    const width = await phone.evaluate('document.documentElement.scrollWidth');
    if (width > sizes.phone.width) report(`phone: ${path} is wider than the window, px`, width, sizes.phone.width);
  }
  await phone.close();
}

async function measureTimes(browser, origin) {
  const networks = { local: null, '4G': { latency: 150, downloadThroughput: 4e6 / 8, uploadThroughput: 4e6 / 8 } };
  for (const path of timedPages) {
    for (const [name, network] of Object.entries(networks)) {
      const tab = await Tab.open(browser, sizes.desktop, network);
      await tab.load(origin + path);
      const times = [];
      for (let load = 0; load < loads; load += 1) times.push(await tab.load(origin + path));
      report(`${path}: data, ${name}, ms`, Math.round(median(times)), name === 'local' ? '<= 1000' : '<= 2000');
      await tab.close();
    }
  }
}

const origin = `http://127.0.0.1:${await freePort()}`;
const home = existsSync(join(portal, 'wwwroot')) ? portal : resolve(import.meta.dirname, '..');
const server = spawn('dotnet', [resolve(portal, 'JusInfer.Portal.dll')], {
  cwd: home,
  stdio: 'ignore',
  env: {
    ...process.env, ASPNETCORE_URLS: origin, Store__Path: join(folder, 'store'), Accounts__AttemptsPerMinute: '100000', Simulator__FirstTokenDelay: '00:00:00.02', Simulator__TokenDelay: '00:00:00',
  },
});
let browser;
try {
  for (let tries = 0; ; tries += 1) {
    if (await fetch(`${origin}/health/ready`).then((answer) => answer.ok, () => false)) break;
    if (tries > 240) throw new Error('The portal did not start within a minute.');
    await pause(250);
  }
  await fill(origin);
  browser = new Browser();
  const tab = await Tab.open(browser, sizes.desktop);
  await signIn(tab, origin);
  await tab.close();
  await measureSizes(browser, origin);
  await measureTimes(browser, origin);
  console.log('| measured | value | goal |\n| --- | ---: | ---: |');
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
} finally {
  browser?.close();
  server.kill();
  await pause(500);
  rmSync(folder, { recursive: true, force: true });
}
