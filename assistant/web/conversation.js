// Runs when the conversation is loaded: brings each new question to the top of the window.
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let turns = 0;

watch("value", () => {
  const all = element.querySelectorAll(".turn");
  if (all.length > turns) {
    all[all.length - 1].scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }
  turns = all.length;
});
