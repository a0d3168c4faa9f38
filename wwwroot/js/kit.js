// Moves the focus into a dialog. Without it, the keyboard would still move about the page behind.
export function focusFirst(form) {
  if (!form?.isConnected || form.contains(document.activeElement)) return;
  (form.querySelector('input:not([type="hidden"], [disabled]), select:not([disabled]), textarea:not([disabled])') ?? form.querySelector('button'))?.focus();
}
