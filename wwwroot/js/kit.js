// Loads the UI kit's script once. It is a classic script with globals on window; pages without dialogs do not load it.

let loading;

export function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/_content/Radzen.Blazor/Radzen.Blazor.min.js';
    script.onload = () => resolve();
    script.onerror = () => {
      // The next call tries again: without a new document, the failure would stay until the page is reloaded.
      loading = undefined;
      script.remove();
      reject(new Error('The dialog script could not be loaded. Reload the page.'));
    };
    document.head.append(script);
  });
  return loading;
}

// Moves the focus into a dialog. Without it, the keyboard would still move about the page behind.
export function focusFirst(form) {
  if (!form?.isConnected || form.contains(document.activeElement)) return;
  (form.querySelector('input:not([type="hidden"], [disabled]), select:not([disabled]), textarea:not([disabled])') ?? form.querySelector('button'))?.focus();
}

// The kit decides on the server whether a key of its calendar does anything else in the browser: that is too late for the first key, which scrolls the
// page too, and for the first other key after it, so that Tab and Escape do nothing.
const calendarKeys = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown', ' ']);
const otherKeys = new Set(['Tab', 'Escape']);

document.addEventListener('keydown', (event) => {
  if (!event.target.closest?.('.rz-calendar-view [role="gridcell"]')) return;
  if (calendarKeys.has(event.key)) event.preventDefault();
  else if (otherKeys.has(event.key)) event.stopPropagation();
}, true);
