// Hands the buttons marked data-passkey to django-allauth's WebAuthn code, which comes as two plain scripts before this.
const ways = { add: "addForm", authenticate: "authenticateForm", login: "loginForm" };

if (window.PublicKeyCredential && window.allauth) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const { passkey, credential, options, passwordless } = button.dataset;
    const ids = { [passkey]: button.id, credential };
    if (options) ids.data = options;
    if (passwordless) ids.passwordless = passwordless;
    window.allauth.webauthn.forms[ways[passkey]]({ ids });
    button.form.hidden = false;
  }
}

// A closed dialog of the device is an error, too: say so in words, beside the button.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const note of document.querySelectorAll("[data-passkey-wrong]")) note.hidden = false;
});
