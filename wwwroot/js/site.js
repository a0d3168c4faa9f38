// The theme switch, the command palette, the stream on the home page, the copy and reconnect buttons, the skip link. One delegated listener, because page updates replace elements.

const root = document.documentElement;
const systemDark = matchMedia('(prefers-color-scheme: dark)');

const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : systemDark.matches);

function switchTheme() {
  const theme = isDark() ? 'light' : 'dark';
  root.dataset.theme = theme;
  const [name, secure] = location.protocol === 'https:' ? ['__Host-theme', '; secure'] : ['theme', ''];
  document.cookie = `${name}=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.dataset.state = 'copied';
  } catch {
    getSelection().selectAllChildren(source);
    button.dataset.state = 'selected';
  }
  setTimeout(() => delete button.dataset.state, 2000);
}

// The document has <base href="/">, so the browser would resolve #content to the landing page.
function skip(event) {
  event.preventDefault();
  document.getElementById('content').focus();
}

document.addEventListener('submit', async (event) => {
  if (!event.target.matches('[data-passkey]')) return;
  event.preventDefault();
  (await import('./passkeys.js')).post(event.target);
});

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-skip]')) skip(event);
  if (event.target.closest('[data-theme-switch]')) switchTheme();
  if (event.target.closest('[data-palette]')) openPalette();
  // An enhanced navigation keeps the document, and with it an open menu.
  event.target.closest('[popover] a')?.closest('[popover]').hidePopover();
  const live = event.target.closest('[data-live-run]');
  if (live) startLiveStream(live);
  if (event.target.closest('[data-reload]')) location.reload();
  if (event.target.closest('[data-reconnect]')) window.Blazor?.reconnect();
  const button = event.target.closest('[data-copy]');
  if (button) copy(button);
}, { capture: true });

const startLiveStream = async (button) => (await import('/js/live-stream.js')).start(button);

// Ctrl+K opens the command palette, which is loaded then.
const openPalette = async () => (await import('/js/palette.js')).open();

document.addEventListener('keydown', (event) => {
  // Chrome's autofill sends keydown events without a key.
  if (event.key?.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openPalette();
});

// Ctrl+Enter sends the form of a text area. Its value is sent first, which otherwise happens when it loses the focus.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !event.target.matches('[data-submit-on-enter]')) return;
  event.preventDefault();
  event.target.dispatchEvent(new Event('change', { bubbles: true }));
  event.target.form.requestSubmit();
});

// Only the developer area loads Blazor, whose enhanced navigation replaces a page without loading a document. A new page starts at its top and
// a screen reader at its title; a filter within one page and the back button keep the scroll position.
let path = location.pathname;
let isHistoryNavigation = false;
addEventListener('popstate', () => { isHistoryNavigation = true; });
window.Blazor?.addEventListener('enhancedload', () => {
  if (location.pathname !== path && !isHistoryNavigation && !location.hash) {
    scrollTo({ top: 0, behavior: 'instant' });
    document.querySelector('h1')?.focus({ preventScroll: true });
  }
  path = location.pathname;
  isHistoryNavigation = false;
});
