// A tick in a checklist is kept at once: a member's on the site, a visitor's on this device alone.
import { post, say, word } from "./http.js";

export function attach(lists) {
  for (const list of lists) (list.matches("form") ? keepOnSite : keepOnDevice)(list);
}

function keepOnSite(form) {
  let before = Promise.resolve();
  for (const part of form.querySelectorAll("[data-without-script]")) part.hidden = true;
  // One after the other: the last tick of several quick ones is the one that counts.
  form.addEventListener("change", ({ target }) => (before = before.then(() => keep(form, target))));
}

async function keep(form, box) {
  const fields = new URLSearchParams({ of: box.value });
  if (box.checked) fields.append("item", box.value);
  try {
    const answer = await post(form.getAttribute("action"), fields);
    if (answer.status !== 204) throw new Error();
  } catch {
    box.checked = !fields.has("item");
    say(word("failed"));
  }
}

function keepOnDevice(list) {
  const name = `ticks:${list.dataset.ticks}`;
  const boxes = [...list.querySelectorAll("input[name=item]")];
  const kept = read(name);
  for (const box of boxes) box.checked = kept.has(box.value);
  list.querySelector("[data-kept-here]")?.removeAttribute("hidden");
  list.addEventListener("change", ({ target }) => {
    const now = read(name);
    now[target.checked ? "add" : "delete"](target.value);
    try {
      localStorage.setItem(name, JSON.stringify([...now]));
    } catch {
      target.checked = !target.checked;
      say(word("failed"));
    }
  });
}

function read(name) {
  try {
    return new Set(JSON.parse(localStorage.getItem(name) ?? "[]"));
  } catch {
    return new Set();
  }
}
