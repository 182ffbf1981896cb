// A like is counted in place.
import { post, say, word } from "./http.js";

export function attach() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-act=react]");
    if (!button) return;
    event.preventDefault();
    button.disabled = true;
    try {
      const answer = await post(button.getAttribute("formaction"), {});
      const html = await answer.text();
      if (!answer.ok) throw new Error();
      const template = document.createElement("template");
      template.innerHTML = html;
      const fresh = template.content.firstElementChild;
      button.replaceWith(fresh);
      fresh.focus();
    } catch {
      button.disabled = false;
      say(word("failed"));
    }
  });
}
