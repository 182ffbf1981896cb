// Completes @names and #tags while they are typed; arrows choose, Enter or Tab takes, Escape leaves. A field of people
// (`always`) takes nothing else.
import { get, word } from "./http.js";

export function attachCompletion(field, { always = false } = {}) {
  const list = document.createElement("div");
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", word("completions"));
  list.hidden = true;
  list.id = `${field.id}-completions`;
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  let chosen = 0;
  let options = [];
  let typed = null;
  let timer = 0;

  function begun() {
    const before = field.value.slice(0, field.selectionStart);
    return before.match(always ? /(?:^|[\s,])(@?)([\p{L}\p{N}_.-]{1,40})$/u : /(?:^|[\s(])([@#])([\p{L}\p{N}_.-]{1,40})$/u);
  }

  async function ask() {
    typed = begun();
    if (!typed) return close();
    const isTag = typed[1] === "#";
    const path = isTag ? "tags/?" : `names/?${always ? "only=people&" : ""}`;
    const answer = await get(`/complete/${path}q=${encodeURIComponent(typed[2])}`);
    if (!answer.ok) return close();
    const found = await answer.json();
    options = isTag ? found.tags.map((tag) => ({ take: tag, show: `#${tag}` })) : found.names.map(({ handle, name }) => ({ take: handle, show: `${name} @${handle}` }));
    draw();
  }

  function draw() {
    list.replaceChildren(...options.map(({ show }, index) => {
      const option = Object.assign(document.createElement("div"), { role: "option", textContent: show, id: `${list.id}-${index}` });
      option.setAttribute("aria-selected", String(index === chosen));
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(index);
      });
      return option;
    }));
    list.hidden = !options.length;
    if (options.length) field.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
  }

  function take(index) {
    const sign = typed[1] === "#" ? "#" : "@";
    const start = field.selectionStart - typed[2].length - typed[1].length;
    field.setRangeText(`${sign}${options[index].take}${always ? ", " : " "}`, start, field.selectionStart, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  function close() {
    options = [];
    chosen = 0;
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      chosen = (chosen + step + options.length) % options.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
