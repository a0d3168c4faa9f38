// The suggestions of a text field: the combobox pattern of the ARIA Authoring Practices. The server renders the suggestions; this module shows those
// that contain all words of the text, and tells the server of a choice by the field's change event.

const attached = new WeakSet();

export function attach(input) {
  if (!input || attached.has(input)) return;
  attached.add(input);
  const popup = input.parentElement.querySelector('.popup');
  const list = popup.querySelector('[role="listbox"]');
  const note = popup.querySelector('[aria-live]');
  const choosesFirst = 'chooseFirst' in input.dataset;
  let active = null;
  let filter = '';

  const isOpen = () => !popup.hidden;
  const shown = () => [...list.children].filter((option) => !option.hidden);

  function activate(option) {
    active?.setAttribute('aria-selected', 'false');
    active = option ?? null;
    if (!active) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    active.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', active.id);
    active.scrollIntoView({ block: 'nearest' });
  }

  function open(text) {
    filter = text;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const option of list.children) {
      const searched = option.textContent.toLowerCase();
      option.hidden = !words.every((word) => searched.includes(word));
    }
    const found = shown();
    note.textContent = found.length > 0 ? '' : list.children.length > 0 ? 'No suggestion matches.' : 'No suggestions yet.';
    list.hidden = found.length === 0;
    if (!isOpen()) {
      popup.hidden = false;
      place();
      input.setAttribute('aria-expanded', 'true');
    }

    activate(words.length > 0 && choosesFirst ? found[0] : null);
  }

  // Below the field and from its start, unless it would leave the window. It stays there while the text changes.
  function place() {
    popup.classList.remove('above', 'end');
    const box = popup.getBoundingClientRect();
    const height = window.visualViewport?.height ?? window.innerHeight;
    popup.classList.toggle('above', box.bottom > height && input.getBoundingClientRect().top > box.height);
    popup.classList.toggle('end', box.right > document.documentElement.clientWidth);
    popup.scrollIntoView({ block: 'nearest' });
  }

  function openAll() {
    open('');
    activate(shown().find((option) => option.dataset.text === input.value));
  }

  function close() {
    popup.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    activate(null);
  }

  function choose(option) {
    close();
    input.value = option.dataset.text;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function move(step) {
    if (!isOpen()) {
      openAll();
      if (active) return;
    }
    const found = shown();
    if (found.length === 0) return;
    const index = found.indexOf(active);
    activate(found[index < 0 ? (step > 0 ? 0 : found.length - 1) : (index + step + found.length) % found.length]);
  }

  // After a lost connection, reconnect.js repeats the input events of changed fields, also of fields that the focus has left.
  input.addEventListener('input', () => {
    if (document.activeElement === input) open(input.value);
  });
  input.addEventListener('click', () => {
    if (!isOpen()) openAll();
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && isOpen()) {
      // Enter enters the text; it does not send the form around the field.
      event.preventDefault();
      if (active) choose(active);
      else {
        close();
        input.dispatchEvent(new Event('change', { bubbles: true }));
      }
    } else if (event.key === 'Tab' && active) {
      choose(active);
    } else if (event.key === 'Escape' && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });

  const placeAgain = () => {
    if (!input.isConnected) removeEventListener('resize', placeAgain);
    else if (isOpen()) place();
  };
  addEventListener('resize', placeAgain);

  // A click would take the focus from the field.
  popup.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) choose(option);
  });

  // The server can send suggestions after the field was opened.
  new MutationObserver(() => {
    if (isOpen()) open(filter);
  }).observe(list, { childList: true });

  // Somebody was faster than this module.
  if (document.activeElement === input && input.value !== '') open(input.value);
}
