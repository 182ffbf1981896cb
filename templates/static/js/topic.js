// A topic that is open: says when somebody has written, and opens in its place what a post answers.
import { get, word } from "./http.js";

const FIRST_WAIT = 15_000;
const LONGEST_WAIT = 180_000;

export function attach([posts]) {
  document.addEventListener("click", openAnswered);
  if ("live" in posts.dataset) watch(posts);
}

// A second press closes it.
async function openAnswered(event) {
  const link = event.target.closest("[data-opens]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const next = link.nextElementSibling;
  if (next?.classList.contains("opened")) {
    next.remove();
    return;
  }
  const answer = await get(link.dataset.opens);
  if (!answer.ok) location.assign(link.href);
  else link.insertAdjacentHTML("afterend", await answer.text());
}

// Asks now and then whether somebody has written, less and less often while nobody does. What is being read never
// moves; new posts are added below when the reader asks for them.
function watch(posts) {
  const topic = posts.dataset.topic;
  let last = Number(posts.dataset.last);
  let wait = FIRST_WAIT;
  let timer = 0;
  let bar = null;

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await get(`/t/${topic}/news/?after=${last}`);
      if (answer.status === 200) {
        const { count } = await answer.json();
        wait = FIRST_WAIT;
        if (count) offer(count);
      } else {
        wait = Math.min(wait * 1.5, LONGEST_WAIT);
      }
    } catch {
      wait = LONGEST_WAIT;
    }
    timer = setTimeout(ask, wait);
  }

  function offer(count) {
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "news-bar";
      bar.setAttribute("role", "status");
      bar.append(Object.assign(document.createElement("button"), { type: "button", className: "button button--small" }));
      bar.firstChild.addEventListener("click", show);
      posts.after(bar);
    }
    bar.firstChild.textContent = count === 1 ? word("oneReply") : word("replies", { count });
    document.dispatchEvent(new CustomEvent("baraza:newer", { detail: { count } }));
  }

  async function show() {
    const answer = await get(`/t/${topic}/newer/?after=${last}`);
    if (!answer.ok) return;
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    const added = [...template.content.children];
    posts.append(template.content);
    for (const post of added) last = Math.max(last, Number(post.dataset.number ?? 0));
    bar?.remove();
    bar = null;
    added[0]?.scrollIntoView({ block: "start" });
    added[0]?.setAttribute("tabindex", "-1");
    added[0]?.focus({ preventScroll: true });
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) {
      wait = FIRST_WAIT;
      ask();
    }
  });
  timer = setTimeout(ask, wait);
}
