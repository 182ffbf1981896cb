// Pictures and files: chosen, pasted or dropped, with how far they are.
import { token, word } from "./http.js";

export function attachFiles(composer) {
  const { form, text } = composer;
  const input = form.querySelector("[data-file]");
  form.querySelector("[data-attach]")?.addEventListener("click", () => input.click());
  input?.addEventListener("change", () => sendAll(input.files));
  text.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      sendAll(event.clipboardData.files);
    }
  });
  for (const kind of ["dragenter", "dragover"]) {
    text.addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      text.classList.add("dropping");
    });
  }
  text.addEventListener("dragleave", () => text.classList.remove("dropping"));
  text.addEventListener("drop", (event) => {
    text.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    sendAll(event.dataTransfer.files);
  });

  async function sendAll(files) {
    for (const file of [...files]) await send(file);
    if (input) input.value = "";
  }

  function send(file) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", "/uploads/");
      request.setRequestHeader("X-CSRFToken", token());
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) composer.say(`${file.name}: ${Math.round((100 * event.loaded) / event.total)} %`);
      });
      request.addEventListener("load", () => {
        if (request.status === 200) {
          composer.insert(`${request.response.markdown}\n`);
          composer.say("");
        } else composer.say(request.response?.error ?? word("fileRefused"));
        done();
      });
      request.addEventListener("error", () => {
        composer.say(word("fileOffline"));
        done();
      });
      const body = new FormData();
      body.append("file", file);
      request.send(body);
    });
  }
}
