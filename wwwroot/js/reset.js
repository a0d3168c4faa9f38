// Moves the token of a link that was sent to a person from the address, which the browser keeps in its history, into the form.

const field = document.getElementById('field-token');
const token = location.hash.slice(1);

if (field && token) {
  field.value = token;
  history.replaceState(null, '', location.pathname);
}
if (field?.value) field.closest('.field').hidden = true;
