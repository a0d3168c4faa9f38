// <local-time datetime="…"> shows a point in time in the browser's time zone. Its own text (UTC, from the server) is the fallback
// without JavaScript. The shown text is in a shadow root, which page updates from the server do not overwrite.

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const steps = [['second', 60], ['minute', 60], ['hour', 24], ['day', 30]];

const two = (number) => String(number).padStart(2, '0');

export const isThisYear = (instant) => instant.getFullYear() === new Date().getFullYear();

// The server's DateFormat writes days and times like this, in UTC: 20 Nov 2026, 14:05:09. The year is left out where it is obvious.
const toDay = (instant, hasYear) => `${instant.getDate()} ${months[instant.getMonth()]}${hasYear ? ` ${instant.getFullYear()}` : ''}`;
export const toClock = (instant) => `${two(instant.getHours())}:${two(instant.getMinutes())}`;
export const toMinute = (instant, hasYear) => `${toDay(instant, hasYear)}, ${toClock(instant)}`;
const absolute = (instant) => `${toMinute(instant, true)}:${two(instant.getSeconds())}`;

function ago(instant) {
  let amount = (instant - Date.now()) / 1000;
  if (Math.abs(amount) < 5) return 'just now';
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return toDay(instant, true);
}

// 14:05:09, and 20 Nov, 14:05:09 on another day.
function toSecond(instant) {
  const time = `${toClock(instant)}:${two(instant.getSeconds())}`;
  return instant.toDateString() === new Date().toDateString() ? time : `${toDay(instant, !isThisYear(instant))}, ${time}`;
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
    text.textContent = format === 'second' ? toSecond(instant) : format === 'minute' ? toMinute(instant, !isThisYear(instant)) : format === 'absolute' ? absolute(instant) : ago(instant);
    text.title = absolute(instant);
  }
}

if (!customElements.get('local-time')) customElements.define('local-time', LocalTime);
