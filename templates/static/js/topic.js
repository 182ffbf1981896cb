// A topic that is open: keeps its counts, says when somebody has written, and opens in its place what a post answers.
import { get, word } from "./http.js";

const FIRST_WAIT = 15_000;
const LONGEST_WAIT = 180_000;

export function attach([posts]) {
  document.addEventListener("click", openAnswered);
  watch(posts);
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

// Asks now and then whether something has changed, less and less often while nothing does. What is being read never
// moves: counts change where they stand, and new posts come when the reader asks for them.
function watch(posts) {
  const topic = posts.dataset.topic;
  const isEnd = "live" in posts.dataset;
  const first = Math.min(...[...posts.querySelectorAll("[data-number]")].map((post) => Number(post.dataset.number)));
  let last = Number(posts.dataset.last);
  let stamp = "";
  let wait = FIRST_WAIT;
  let timer = 0;
  let bar = null;

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await get(`/t/${topic}/news/?after=${last}&first=${first}&stamp=${stamp}`);
      if (answer.status === 200) {
        const news = await answer.json();
        if (stamp !== "") wait = FIRST_WAIT;
        stamp = news.stamp;
        count(news);
        if (news.newer) offer(news.newer);
      } else {
        wait = Math.min(wait * 1.5, LONGEST_WAIT);
      }
    } catch {
      wait = LONGEST_WAIT;
    }
    timer = setTimeout(ask, wait);
  }

  function count({ likes, replies }) {
    for (const place of document.querySelectorAll("[data-replies]")) place.textContent = replies;
    for (const [post, number] of Object.entries(likes)) {
      const place = posts.querySelector(`[data-post="${post}"] .acts [data-count]`);
      if (!place) continue;
      place.textContent = number || "";
      if (place.parentElement.matches("span")) place.parentElement.hidden = !number;
    }
  }

  function offer(number) {
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "news-bar";
      bar.setAttribute("role", "status");
      bar.append(Object.assign(document.createElement("button"), { type: "button", className: "button button--small" }));
      bar.firstChild.addEventListener("click", show);
      posts.after(bar);
    }
    bar.firstChild.textContent = number === 1 ? word("oneReply") : word("replies", { count: number });
    document.dispatchEvent(new CustomEvent("baraza:newer"));
  }

  async function show() {
    if (!isEnd) return location.assign(`/t/${topic}/unread/`);
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
