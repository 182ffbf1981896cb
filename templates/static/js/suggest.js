// What fits is listed while one types: arrows go to it and back, Escape puts it away.
import { get } from "./http.js";

const WAIT = 200;
const SHORTEST = 2;

export function attach(fields) {
  for (const field of fields) suggest(field);
}

function suggest(field) {
  const box = document.getElementById(field.dataset.suggest);
  let timer = 0;

  async function ask() {
    const typed = field.value;
    if (typed.trim().length < SHORTEST) {
      box.hidden = true;
      return;
    }
    const answer = await get(`/search/suggest/?q=${encodeURIComponent(typed)}`);
    if (field.value !== typed) return;
    box.innerHTML = answer.ok ? await answer.text() : "";
    box.hidden = !box.querySelector("a");
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  field.addEventListener("input", soon);
  if (field.value !== field.defaultValue) soon(); // typed before this script had come
  field.form.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    const links = [...box.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (links[at + 1] ?? links[0]).focus();
    else if (event.key === "ArrowUp") (links[at - 1] ?? field).focus();
    else if (event.key === "Escape") {
      box.hidden = true;
      field.focus();
    } else return;
    event.preventDefault();
  });
  field.form.addEventListener("focusout", (event) => {
    if (!field.form.contains(event.relatedTarget)) box.hidden = true;
  });
}
