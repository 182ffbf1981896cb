// The composer: a plain textarea, and around it what helps: tools, preview, drafts, completion, files, quoting.
import { attachCompletion } from "./completion.js";
import { attachFiles } from "./files.js";
import { get, post, word } from "./http.js";

const DRAFT_WAIT = 1500;

export function attach(forms) {
  for (const form of forms) new Composer(form);
}

class Composer {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector("textarea[name=markdown]");
    this.state = form.querySelector("[data-composer-state]");
    if (!this.text) return;
    form.querySelector("[data-composer-tools]")?.removeAttribute("hidden");
    form.addEventListener("click", (event) => this.tool(event));
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", () => this.sent());
    form.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "Enter") form.requestSubmit();
    });
    attachFiles(this);
    attachCompletion(this.text);
    for (const field of form.querySelectorAll("[data-people]")) attachCompletion(field, { always: true });
    if (form.id === "reply") this.listenToPosts();
    const similar = form.querySelector("[data-similar]");
    if (similar) this.suggest(form.elements.title, similar);
    document.addEventListener("baraza:newer", () => this.warn());
  }

  say(words) {
    if (this.state) this.state.textContent = words;
  }

  // Somebody has replied: told to who has begun to write, and it stays until it is sent.
  warn() {
    const note = this.form.querySelector("[data-composer-meanwhile]");
    if (!note || !this.text.value.trim()) return;
    note.textContent = word("meanwhile");
    note.hidden = false;
  }

  insert(words) {
    this.text.focus();
    this.text.setRangeText(words, this.text.selectionStart, this.text.selectionEnd, "end");
    this.changed();
  }

  tool(event) {
    const button = event.target.closest("[data-wrap], [data-line], [data-link], [data-preview]");
    if (!button) return;
    const { selectionStart: start, selectionEnd: end, value } = this.text;
    const chosen = value.slice(start, end);
    if (button.dataset.wrap) this.insert(`${button.dataset.wrap}${chosen}${button.dataset.wrap}`);
    else if (button.dataset.line) this.insert((start && value[start - 1] !== "\n" ? "\n" : "") + (chosen || " ").split("\n").map((line) => button.dataset.line + line.trimStart()).join("\n"));
    else if (button.hasAttribute("data-link")) this.insert(`[${chosen || word("link")}](https://)`);
    else this.preview(button);
  }

  async preview(button) {
    const box = this.form.querySelector("[data-composer-preview]");
    const shown = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!shown));
    box.hidden = shown;
    this.previewing = shown ? null : box;
    if (!shown) await this.render();
  }

  async render() {
    if (!this.previewing) return;
    const topic = document.querySelector("[data-topic]")?.dataset.topic ?? "";
    const answer = await post("/preview/", { markdown: this.text.value, topic });
    if (answer.ok && this.previewing) this.previewing.innerHTML = await answer.text();
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.keep();
      this.render();
    }, DRAFT_WAIT);
  }

  async keep() {
    const purpose = this.form.dataset.draft;
    if (!purpose || this.isSent) return;
    const fields = { purpose, markdown: this.text.value };
    for (const name of ["title", "group", "kind", "tags", "recipients", "to"]) {
      const value = new FormData(this.form).get(name);
      if (value) fields[name] = value;
    }
    try {
      const answer = await post("/drafts/keep/", fields);
      const { kept, error } = await answer.json();
      this.say(kept ?? error ?? "");
    } catch {
      this.say(word("offline"));
    }
  }

  sent() {
    this.isSent = true;
    clearTimeout(this.timer);
    const button = this.form.querySelector("[data-submit]");
    setTimeout(() => button?.setAttribute("disabled", ""), 0);
    window.addEventListener("pageshow", () => button?.removeAttribute("disabled"));
  }

  listenToPosts() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-reply]");
      if (!link || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.answer(link, String(window.getSelection()).trim());
    });
  }

  answer(link, chosen) {
    const { reply: number, name, handle } = link.dataset;
    this.form.querySelector("[data-reply-to]").value = number === "1" ? "" : number;
    this.changed();
    this.form.querySelector("[data-reply-label]").textContent = number === "1" ? word("yourReply") : word("replyTo", { name });
    this.form.scrollIntoView({ block: "center" });
    this.text.focus();
    const post = link.closest("article");
    if (chosen && post?.textContent.includes(chosen.split("\n")[0])) this.insert(`${this.text.value && "\n\n"}[quote="${handle}, post:${number}"]\n${chosen}\n[/quote]\n\n`);
  }

  suggest(title, box) {
    let timer = 0;
    const ask = async () => {
      const filled = new FormData(this.form);
      const asked = new URLSearchParams(["title", "kind", "group"].map((name) => [name, filled.get(name) ?? ""]));
      const answer = await get(`/search/known/?${asked}`);
      if (answer.ok) box.innerHTML = await answer.text();
    };
    // A group that is suggested is chosen in the form as it stands.
    box.addEventListener("click", (event) => {
      const there = event.target.closest("button[name=there]");
      const group = this.form.elements.group;
      if (!there || ![...group.options].some((option) => option.value === there.value)) return;
      event.preventDefault();
      group.value = there.value;
      this.changed();
      ask();
      title.focus();
    });
    title.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 600);
    });
    if (title.value && !box.textContent.trim()) ask();
  }
}
