// Tells a form where its reader is: fills the hidden inputs marked data-browser. Without it the server guesses.
const found = {
  "time-zone": Intl.DateTimeFormat().resolvedOptions().timeZone,
  language: navigator.language,
};
for (const input of document.querySelectorAll("input[data-browser]")) {
  input.value = found[input.dataset.browser] || "";
}
