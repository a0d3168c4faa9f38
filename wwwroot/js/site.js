// Small conveniences of static pages: the theme switch, copy and reconnect buttons. Delegated, so that they survive page updates.

const root = document.documentElement;
const systemDark = matchMedia('(prefers-color-scheme: dark)');

const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : systemDark.matches);

function switchTheme() {
  const theme = isDark() ? 'light' : 'dark';
  root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
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

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-theme-switch]')) switchTheme();
  if (event.target.closest('[data-reload]')) location.reload();
  if (event.target.closest('[data-reconnect]')) window.Blazor?.reconnect();
  const button = event.target.closest('[data-copy]');
  if (button) copy(button);
});
