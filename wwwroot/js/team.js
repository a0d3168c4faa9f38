/** The id of the team that the page names; null on pages of no team. */
export const shown = () => document.querySelector('[data-team]')?.dataset.team ?? null;

// A prerendered panel takes no clicks until its circuit is there: they would be lost. Each navigation within the area brings the attribute
// again, also for a panel that stays, and the next page has the same area. So it is the elements in it that are known to be in a circuit.
const live = new WeakSet();

export function ready() {
  for (const element of document.querySelectorAll('.panel-area > *')) live.add(element);
  release();
}

function release() {
  for (const panel of document.querySelectorAll('.panel-area[inert]')) {
    if (![...panel.children].some(element => live.has(element))) continue;
    panel.inert = false;

    // A side panel that the address has opened could not take the focus before.
    if (document.activeElement === document.body) panel.querySelector('.side-panel')?.focus();
  }
}

window.Blazor?.addEventListener('enhancedload', release);
