// Asks the browser for a passkey (Web Authentication) and posts its answer with the form.

const cancelled = 'No passkey was used. Try again, or choose another way.';
const unsupported = 'This browser does not support passkeys.';

async function askBrowser(kind, options) {
  if (kind === 'create') return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

export async function post(form) {
  const notice = form.querySelector('[data-passkey-error]');
  notice.hidden = true;
  try {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) throw new Error(unsupported);
    const credential = await askBrowser(form.dataset.passkey, JSON.parse(form.dataset.options));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    notice.textContent = error.message === unsupported ? unsupported : cancelled;
    notice.hidden = false;
  }
}
