// While the connection of a page is lost, Blazor drops its events: fields would show what was typed, and the server would not know it. The changes are kept
// here, and sent when the connection is back. Buttons of the page do nothing meanwhile; the banner says why.

const banner = document.getElementById('components-reconnect-modal');
const isLost = () => banner.matches('.components-reconnect-show, .components-reconnect-failed');

// The browser can notice the loss only after 30 seconds without a message. A change that was sent since then may not have arrived.
const maxUnnoticedMs = 40_000;

const buttonsOfPage = 'button:not([data-reload], [data-reconnect], [data-theme-switch], [data-palette], [data-copy])';

/** When a field was changed last, and with which events. */
const changes = new Map();
let isSending = false;

function hold(event) {
  if (isSending || event.target.closest?.('.palette')) return;
  for (const field of changes.keys()) if (!field.isConnected) changes.delete(field);
  const events = changes.get(event.target)?.events ?? new Set();
  changes.set(event.target, { at: performance.now(), events: events.add(event.type) });
  if (isLost()) event.stopImmediatePropagation();
}

function refuse(event) {
  if (!isLost() || (event.type === 'click' && !event.target.closest(buttonsOfPage))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// A change that had arrived is repeated, so handlers must tolerate that: the playground attaches the same file once.
function send(since) {
  isSending = true;
  for (const [field, { at, events }] of changes) {
    changes.delete(field);
    if (at < since || !field.isConnected) continue;
    for (const type of events) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
  isSending = false;
}

for (const type of ['input', 'change']) addEventListener(type, hold, { capture: true });
for (const type of ['click', 'submit']) addEventListener(type, refuse, { capture: true });

// The server refuses the connection of a browser whose session has ended meanwhile, which Blazor takes for an outage. The page leads to the sign-in form then.
async function leaveIfSignedOut() {
  const status = await fetch('/_blazor/initializers').then((answer) => answer.status, () => 0);
  if (status === 401) location.reload();
  else if (isLost()) setTimeout(leaveIfSignedOut, 5_000);
}

let lostAt;
new MutationObserver(() => {
  if (isLost()) {
    if (lostAt === undefined) leaveIfSignedOut();
    lostAt ??= performance.now();
  } else if (lostAt !== undefined) {
    send(lostAt - maxUnnoticedMs);
    lostAt = undefined;
  }
}).observe(banner, { attributeFilter: ['class'] });

// The browser knows at once that it is offline. Blazor notices it after up to 30 seconds.
const showOffline = () => document.documentElement.toggleAttribute('data-offline', !navigator.onLine);
addEventListener('offline', showOffline);
addEventListener('online', showOffline);
showOffline();

// The server also refuses one page too many, or a page at an address that is not the portal's, which Blazor takes for an error or does not show at all. The
// browser hides the answer. A request with POST names the origin of the page, as that of the connection does.
const crash = document.getElementById('blazor-error-ui');
async function explain() {
  const answer = await fetch('/_blazor/room', { method: 'POST' }).catch(() => undefined);
  if (answer?.status !== 403 && answer?.status !== 429) return;
  crash.querySelector('span').textContent = await answer.text();
  if (!crash.style.display) crash.style.display = 'block';
}
const explainCrash = () => { if (crash.style.display) explain(); };
new MutationObserver(explainCrash).observe(crash, { attributeFilter: ['style'] });
explainCrash();
addEventListener('unhandledrejection', (event) => {
  if (event.reason?.errorType === 'FailedToNegotiateWithServerError') explain();
});
