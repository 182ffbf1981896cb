// What our scripts say, in the language of the page.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

export function word(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

// Requests to our own site, with the token that a change needs.
export function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function get(address, headers = {}) {
  return fetch(address, { headers, credentials: "same-origin" });
}

export function post(address, fields) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return fetch(address, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token(), "X-Fragment": "1" } });
}

export function say(words) {
  document.querySelector(".toast")?.remove();
  const toast = Object.assign(document.createElement("p"), { className: "toast", textContent: words, role: "status" });
  document.body.append(toast);
  setTimeout(() => toast.remove(), 5000);
}
