// A word of the glossary says in its place what it means. Escape, a second press, or going elsewhere closes it.
import { word } from "./http.js";

let open = null;

export function attach(terms) {
  for (const term of terms) {
    term.setAttribute("role", "button");
    term.setAttribute("aria-expanded", "false");
  }
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const term = event.target.closest("[data-meaning]");
    if (term) {
      event.preventDefault();
      toggle(term);
    } else if (open && !open.note.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) {
      const { term } = open;
      close();
      term.focus();
    } else if (event.key === " " && event.target.matches("[data-meaning]")) {
      event.preventDefault();
      toggle(event.target);
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    if (open && target !== open.term && !open.note.contains(target)) close();
  });
}

function toggle(term) {
  const isOpen = open?.term === term;
  close();
  if (!isOpen) show(term);
}

function close() {
  open?.note.remove();
  open?.term.setAttribute("aria-expanded", "false");
  open = null;
}

// It stands after the word, so that it is read and reached next.
function show(term) {
  const note = Object.assign(document.createElement("span"), { className: "meaning" });
  note.setAttribute("role", "status");
  const all = Object.assign(document.createElement("a"), { href: term.href, textContent: word("glossary") });
  term.after(note);
  term.setAttribute("aria-expanded", "true");
  open = { term, note };
  // Screen readers speak what comes into a place that was there before.
  requestAnimationFrame(() => note.append(`${term.dataset.meaning} `, all));
}
