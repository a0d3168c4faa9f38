/** The id of the team that the page names; null on pages of no team. */
export const shown = () => document.querySelector('[data-team]')?.dataset.team ?? null;
