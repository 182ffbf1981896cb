// "More" opens in a dialog what is otherwise a page of its own.
import { get, word } from "./http.js";

export function attach() {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", word("more"));
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-popover]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await get(link.href, { "X-Fragment": "1" });
    if (!answer.ok || answer.redirected) {
      location.assign(link.href);
      return;
    }
    dialog.innerHTML = await answer.text();
    dialog.showModal();
  });
}
