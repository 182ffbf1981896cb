// The bell opens the last few things one was told; arrows go to them and back, Escape puts them away.
import { get, post, say, word } from "./http.js";

const OPENERS = "a, button";
let box;
let off;

export async function toggle(bell) {
  if (box) close(bell);
  else await open(bell);
}

async function open(bell) {
  const answer = await get("/told/menu/", { "X-Fragment": "1" });
  if (!answer.ok || answer.redirected) {
    location.assign(bell.href);
    return;
  }
  const words = await answer.text();
  if (box) return; // pressed twice while the line was slow
  box = Object.assign(document.createElement("section"), { className: "told-menu", id: "told-menu", innerHTML: words });
  box.setAttribute("aria-labelledby", "told-menu-head");
  bell.after(box);
  bell.setAttribute("aria-expanded", "true");
  bell.setAttribute("aria-controls", box.id);
  listen(bell);
}

function close(bell) {
  off.abort();
  box.remove();
  box = undefined;
  bell.setAttribute("aria-expanded", "false");
  bell.removeAttribute("aria-controls");
}

function listen(bell) {
  off = new AbortController();
  const outside = (target) => !box.contains(target) && !bell.contains(target);
  const on = (element, name, react) => element.addEventListener(name, react, { signal: off.signal });
  on(document, "click", (event) => outside(event.target) && close(bell));
  on(document, "focusin", (event) => outside(event.target) && close(bell));
  on(document, "keydown", (event) => {
    if (event.key === "Escape") {
      close(bell);
      bell.focus();
    } else if (!outside(event.target)) step(event, bell);
  });
  on(box, "submit", (event) => {
    if (!event.target.matches("[data-told-read]")) return;
    event.preventDefault();
    readAll(bell, event.target);
  });
}

function step(event, bell) {
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!move) return;
  event.preventDefault();
  const openers = [bell, ...box.querySelectorAll(OPENERS)];
  openers[openers.indexOf(document.activeElement) + move]?.focus();
}

async function readAll(bell, form) {
  const answer = await post(form.action, {});
  if (!answer.ok || answer.redirected) {
    say(word("failed"));
    return;
  }
  const words = await answer.text();
  for (const badge of document.querySelectorAll("a[href='/told/'] .badge")) badge.remove();
  bell.focus(); // what was pressed is gone
  if (box) box.innerHTML = words;
}
