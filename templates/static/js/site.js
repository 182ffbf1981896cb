// Attaches each behaviour to the elements that ask for it by a data attribute; a module is fetched only where one does.
const behaviours = [
  ["[data-topic]", () => import("./topic.js")],
  ["[data-popover]", () => import("./popover.js")],
  ["[data-composer]", () => import("./composer.js")],
  ["[data-act=react]", () => import("./react.js")],
  ["[data-ticks]", () => import("./ticks.js")],
  ["[data-player]", () => import("./player.js")],
  ["[data-meaning]", () => import("./term.js")],
  ["[data-time-zone]", () => import("./time-zone.js")],
  ["body[data-signed-in=member]", () => import("./keys.js")],
];

for (const [selector, load] of behaviours) {
  const elements = document.querySelectorAll(selector);
  if (elements.length) load().then((module) => module.attach(elements));
}
