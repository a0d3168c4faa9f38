/** The id of the team that the page names; null on pages of no team. */
export const shown = () => document.querySelector('[data-team]')?.dataset.team ?? null;

// A prerendered panel takes no clicks until its circuit is there. Each navigation within the area brings the attribute again, also for a panel that stays.
const readyPanels = new WeakSet();

export function ready() {
  for (const panel of document.querySelectorAll('.panel-area')) readyPanels.add(panel);
  release();
}

function release() {
  for (const panel of document.querySelectorAll('.panel-area[inert]')) {
    if (!readyPanels.has(panel)) continue;
    panel.inert = false;

    // A side panel that the address has opened could not take the focus before.
    if (document.activeElement === document.body) panel.querySelector('.side-panel')?.focus();
  }
}

window.Blazor?.addEventListener('enhancedload', release);
