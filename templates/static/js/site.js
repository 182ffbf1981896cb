// Attaches each behaviour to the elements that ask for it by a data attribute; a module is fetched only where one does.
const behaviours = [
  ["[data-topic]", () => import("./topic.js")],
  ["[data-popover]", () => import("./popover.js")],
  ["[data-composer]", () => import("./composer.js")],
  ["[data-act=react]", () => import("./react.js")],
  ["[data-ticks]", () => import("./ticks.js")],
  ["[data-player]", () => import("./player.js")],
  ["[data-copy]", () => import("./copy.js")],
  ["[data-meaning]", () => import("./term.js")],
  ["[data-suggest]", () => import("./suggest.js")],
  ["[data-time-zone]", () => import("./time-zone.js")],
];

const attached = behaviours.map(async ([selector, load]) => {
  const elements = document.querySelectorAll(selector);
  if (elements.length) (await load()).attach(elements);
});
Promise.all(attached).then(() => performance.mark("attached")); // for who measures how soon a page answers to a hand

// The menu under the bell comes when it is pressed; with a key that means another window, or without it, it is a link.
for (const bell of document.querySelectorAll("[data-told]")) {
  let menu;
  bell.setAttribute("role", "button");
  bell.setAttribute("aria-expanded", "false");
  const toggle = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || (event.type === "keydown" && event.key !== " ")) return;
    event.preventDefault();
    menu ??= import("./told.js");
    menu.then((module) => module.toggle(bell));
  };
  bell.addEventListener("click", toggle);
  bell.addEventListener("keydown", toggle);
}

// Keys come with the first one that is pressed, or when somebody asks which there are.
const keys = () => import("./keys.js");
let press = (event) => keys().then(({ pressed }) => {
  press = pressed;
  pressed(event);
});
document.addEventListener("keydown", (event) => press(event));
for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => keys().then(({ help }) => help()));
}
