// <local-time datetime="…"> shows a point in time in the browser's time zone and language. Its own text (UTC, from the server) is the fallback
// without JavaScript. The shown text is in a shadow root, which page updates from the server do not overwrite.

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const steps = [['second', 60], ['minute', 60], ['hour', 24], ['day', 30]];

function ago(instant) {
  let amount = (instant - Date.now()) / 1000;
  if (Math.abs(amount) < 5) return 'just now';
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return day.format(instant);
}

// 2026-11-20 14:05, in the browser's time zone.
export function toMinute(instant) {
  const two = (number) => String(number).padStart(2, '0');
  return `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())} ${two(instant.getHours())}:${two(instant.getMinutes())}`;
}

// 14:05:09, and 11-20 14:05:09 on another day.
function toSecond(instant) {
  const time = `${toMinute(instant).slice(11)}:${String(instant.getSeconds()).padStart(2, '0')}`;
  return instant.toDateString() === new Date().toDateString() ? time : `${toMinute(instant).slice(5, 10)} ${time}`;
}

class LocalTime extends HTMLElement {
  static observedAttributes = ['datetime'];
  #timer;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).append(document.createElement('span'));
  }

  connectedCallback() {
    this.#show();
    this.#timer = setInterval(() => this.#show(), 15000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  #show() {
    const instant = new Date(this.getAttribute('datetime'));
    if (Number.isNaN(instant.getTime())) return;
    const text = this.shadowRoot.firstChild;
    const format = this.getAttribute('format');
    text.textContent = format === 'second' ? toSecond(instant) : format === 'minute' ? toMinute(instant) : format === 'absolute' ? absolute.format(instant) : ago(instant);
    text.title = absolute.format(instant);
  }
}

if (!customElements.get('local-time')) customElements.define('local-time', LocalTime);
