// A link is copied at a press, where the browser lets pages do so; everywhere else it stands there to be selected.
import { say, word } from "./http.js";

export function attach(buttons) {
  for (const button of buttons) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => copy(button.dataset.copy));
  }
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    say(word("copied"));
  } catch {
    say(word("failed"));
  }
}
