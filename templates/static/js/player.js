// A video starts in its place when its picture is tapped; until then nothing is asked of whoever keeps it.
export function attach(links) {
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (!link.dataset.player || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      start(link);
    });
  }
}

function start(link) {
  const frame = Object.assign(document.createElement("iframe"), {
    allow: "autoplay; encrypted-media; fullscreen; picture-in-picture",
    allowFullscreen: true,
    // YouTube plays nothing for a page that does not say of which site it is.
    referrerPolicy: "strict-origin-when-cross-origin",
    src: link.dataset.player,
    title: link.querySelector("[data-title]").textContent,
  });
  link.replaceWith(frame);
  frame.focus();
}
