// The command palette: a dialog with a field and a list of places. Titles come from clients and members, so they are only ever text.

const maxShown = 30;

// What the buttons of the page do. They are listed if the page has the button.
const actions = [
  { title: 'Switch between light and dark', group: 'Action', words: 'theme color scheme', button: '[data-theme-switch]' },
  { title: 'Sign out', group: 'Action', words: 'log out', button: 'form[action="/account/sign-out"] button' },
];

let dialog;
let field;
let list;
let note;
let entries = [];
let shown = [];
let active = 0;

/** Why there are no entries: they are loading, or that failed. Empty when they are there. */
let unavailable = '';
let openings = 0;

function build() {
  dialog = document.createElement('dialog');
  dialog.className = 'palette';
  dialog.setAttribute('aria-label', 'Go to');
  field = document.createElement('input');
  field.className = 'input';
  field.type = 'text';
  field.placeholder = 'Go to a page, key, model or article';
  field.autocomplete = 'off';
  field.spellcheck = false;
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', 'aria-autocomplete': 'list', 'aria-label': 'Go to' })) {
    field.setAttribute(name, value);
  }
  list = document.createElement('ul');
  list.id = 'palette-list';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Places');
  note = document.createElement('p');
  note.className = 'small muted';
  note.setAttribute('role', 'status');
  dialog.append(field, list, note);
  document.body.append(dialog);

  field.addEventListener('input', search);
  field.addEventListener('keydown', onKey);
  list.addEventListener('click', (event) => {
    const index = [...list.children].indexOf(event.target.closest('li'));
    if (index >= 0) go(index);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
}

function score(entry, words) {
  const title = entry.title.toLowerCase();
  const text = `${title} ${entry.group.toLowerCase()}`;
  if (!words.every((word) => text.includes(word))) return words.every((word) => ` ${text} ${entry.words ?? ''}`.includes(` ${word}`)) ? 0.5 : -1;
  return words.length === 0 || title.startsWith(words[0]) ? 2 : title.split(/[\s/:(-]+/).some((part) => part.startsWith(words[0])) ? 1 : 0;
}

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  shown = entries
    .map((entry, index) => ({ entry, index, score: score(entry, words) }))
    .filter((match) => match.score >= 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, maxShown)
    .map((match) => match.entry);
  list.replaceChildren(...shown.map(({ title, group }, index) => {
    const item = document.createElement('li');
    item.id = `palette-${index}`;
    item.setAttribute('role', 'option');
    const name = document.createElement('span');
    name.textContent = title;
    const kind = document.createElement('span');
    kind.className = 'muted small';
    kind.textContent = group;
    item.append(name, kind);
    return item;
  }));
  note.textContent = unavailable || (shown.length === 0 ? 'Nothing matches.' : '');
  select(0);
}

function select(index) {
  active = Math.max(0, Math.min(index, shown.length - 1));
  [...list.children].forEach((item, position) => item.setAttribute('aria-selected', String(position === active)));
  if (shown.length > 0) field.setAttribute('aria-activedescendant', `palette-${active}`);
  else field.removeAttribute('aria-activedescendant');
  list.children[active]?.scrollIntoView({ block: 'nearest' });
}

function onKey(event) {
  if (event.key === 'ArrowDown') select(active + 1);
  else if (event.key === 'ArrowUp') select(active - 1);
  else if (event.key === 'Enter') go(active);
  else return;
  event.preventDefault();
}

function go(index) {
  const entry = shown[index];
  if (!entry) return;
  dialog.close();
  if (entry.button) document.querySelector(entry.button)?.click();
  else location.assign(entry.href);
}

export async function open() {
  if (!dialog?.isConnected) build();
  if (dialog.open) return;
  const opening = ++openings;
  field.value = '';
  offer([], 'Loading…');
  dialog.showModal();
  field.focus();
  const loaded = await load();

  // The palette can have been closed and opened again meanwhile: then the later load counts.
  if (opening !== openings) return;
  if (loaded) offer([...loaded, ...actions.filter((action) => document.querySelector(action.button))], '');
  else offer([], 'The list could not be loaded. Check your connection, then close this and open it again.');
}

function offer(offered, reason) {
  entries = offered;
  unavailable = reason;
  search();
}

async function load() {
  try {
    const response = await fetch('/palette.json');
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
