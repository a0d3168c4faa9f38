// Loads the UI kit's script once. It is a classic script with globals on window; pages without dialogs do not load it.

let loading;

export function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/_content/Radzen.Blazor/Radzen.Blazor.min.js';
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('The dialog script could not be loaded. Reload the page.'));
    document.head.append(script);
  });
  return loading;
}
