// One hand on the keyboard: j and k go from post to post, r replies, l likes, b bookmarks, / searches, g … goes.
// Who speaks to the machine, or whose hand trembles, turns them off where they are listed.
import { post, say, word } from "./http.js";

const GO = { h: "/", s: "/search/", l: "/latest/", u: "/unread/", n: "/told/", m: "/messages/", g: "/groups/", b: "/bookmarks/", d: "/drafts/" };
const HELP = [
  ["j / k", "keyMove"], ["o", "keyOpen"], ["r", "keyReply"], ["l", "keyLike"], ["b", "keyBookmark"], ["m", "keyMore"], ["a", "keyAsk"], ["/", "keyField"],
  ["g h", "home"], ["g l", "latest"], ["g u", "unread"], ["g n", "told"], ["g m", "messages"], ["g g", "groups"], ["g b", "bookmarks"],
  ["g d", "drafts"], ["?", "keyHelp"],
];
const OFF = "keys-off";
const ELSEWHERE = "input, textarea, select, dialog, [contenteditable]";

let current = -1;
let going = 0;

const items = () => [...document.querySelectorAll("article.post, .topics > li, .found > li")];

function move(step) {
  const all = items();
  if (!all.length) return;
  current = Math.max(0, Math.min(all.length - 1, current + step));
  const target = all[current].matches("li") ? all[current].querySelector("a") : all[current];
  if (!target.matches("a")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  all[current].scrollIntoView({ block: "nearest" });
}

function press(selector) {
  const here = items()[current] ?? document;
  (here.querySelector(selector) ?? document.querySelector(selector))?.click();
}

async function bookmark() {
  const chosen = (items()[current] ?? items()[0])?.dataset.post;
  if (!chosen || document.body.dataset.signedIn !== "member") return;
  const answer = await post(`/p/${chosen}/bookmark/`, {});
  say(word(answer.ok ? "bookmarked" : "failed"));
}

const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => items()[current]?.querySelector("a")?.click(),
  r: () => press("[data-reply]"),
  l: () => press("[data-act=react]"),
  b: bookmark,
  m: () => press("article a[data-popover]"),
  a: () => location.assign("/ask/"),
  "/": () => {
    const field = document.querySelector("[type=search]");
    if (field) field.focus();
    else location.assign("/search/");
  },
  "?": help,
};

export function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF) || event.target.closest?.(ELSEWHERE)) return;
  if (Date.now() - going < 1500 && GO[event.key]) {
    event.preventDefault();
    location.assign(GO[event.key]);
  } else if (event.key === "g") {
    going = Date.now();
  } else if (ACTS[event.key]) {
    event.preventDefault();
    ACTS[event.key]();
  }
}

export function help() {
  const dialog = document.createElement("dialog");
  const heading = Object.assign(document.createElement("h2"), { textContent: word("keys"), id: "keys" });
  const list = document.createElement("dl");
  list.className = "keys";
  for (const [key, name] of HELP) {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    list.append(term, Object.assign(document.createElement("dd"), { textContent: word(name) }));
  }
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, choice(), list);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function choice() {
  const label = document.createElement("label");
  label.className = "row";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: !localStorage.getItem(OFF) });
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  label.append(box, word("keysOn"));
  return label;
}
