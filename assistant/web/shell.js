// What all tabs share: the reader, the tooltip, and the state of the index.
const reader = $(".reader");
const page = $(".document");
const lost = $(".lost");
const tip = $(".tip");
let opener = null; // the button whose words are shown
let first = null; // the button that opened the reader; it gets the focus back
let request = 0;
let stops = []; // the places of what was counted, of the answer with the open row
let stop = -1; // the one that is shown
let finding; // settles when the places are there

// Opens the article of a button with data-article. Its place is sent to the server as it is, and the server marks the
// words; this script never searches for them.
async function open(button, to = button.dataset) {
  const { article, version, start, end } = to;
  const place = { article };
  if (version !== undefined) place.version = version;
  if (start !== undefined) Object.assign(place, { start, end });
  const mine = ++request;
  const html = await call("open_article", place);
  const before = button.getBoundingClientRect().top;
  if (mine !== request) return; // another button was pressed meanwhile
  if (!reader.contains(button)) {
    opener?.removeAttribute("aria-expanded");
    opener = button;
    opener.setAttribute("aria-expanded", "true");
    if (reader.hidden) first = button;
  }
  if (to === button.dataset && !reader.contains(button)) finding = findStops(button, mine);
  if (html === undefined) page.textContent = words.READER_FAILED;
  else page.innerHTML = html;
  reader.hidden = false;
  tip.hidden = true;
  updatePosition();
  if (button.isConnected && !reader.contains(button)) scrollBy(0, button.getBoundingClientRect().top - before); // room is made at its right
  show(page.querySelector("mark"));
  (page.querySelector("h2") ?? reader.querySelector(".close")).focus({ preventScroll: true });
}

// Scrolls to the marked words, inside the panel only.
function show(mark) {
  page.scrollTop = 0;
  if (!mark) return;
  const top = page.getBoundingClientRect().top;
  const { top: begin, bottom: end } = mark.getBoundingClientRect();
  if (end - top > page.clientHeight * 0.8) page.scrollTop = begin - top - page.clientHeight / 3;
}

// The citation marks of the answer that is being read, one for each number.
function marks() {
  const turns = [...document.querySelectorAll(".turn")];
  const turn = opener?.closest(".turn") ?? document.activeElement?.closest(".turn") ?? turns[turns.length - 1];
  const seen = new Map();
  turn?.querySelectorAll(".mark").forEach((mark) => seen.has(mark.dataset.citation) || seen.set(mark.dataset.citation, mark));
  return [...seen.values()];
}

// Gets the places to go to from a row, in the order of the table; none for any other button.
async function findStops(button, mine) {
  stops = [];
  stop = -1;
  if (button.dataset.row === undefined) return;
  const { sorted, down } = button.closest(".result-rows").dataset;
  const conversation = location.hash.replace("#c=", "");
  const number = Number(button.closest(".turn").dataset.turn);
  const found = (await call("places", { conversation, number, sort: sorted, down })) ?? [];
  if (mine !== request) return;
  stops = found;
  stop = stops.findIndex(({ article }) => article === button.dataset.article);
  updatePosition();
}

// Opens the next place. Its row becomes the opener if the table shows it.
function stepTo(next) {
  stop = next;
  const rows = [...(opener?.closest(".turn")?.querySelectorAll("button[data-row]") ?? [])];
  const row = rows.find((each) => each.dataset.article === stops[stop].article) ?? opener;
  row.scrollIntoView({ block: "nearest" });
  open(row, stops[stop]);
}

function indexIn(all) {
  const number = opener?.dataset.citation ?? opener?.closest(".cited li")?.value;
  return all.findIndex((mark) => mark.dataset.citation === String(number));
}

function updatePosition() {
  const all = opener?.closest(".turn") ? marks() : [];
  const at = indexIn(all);
  const position = at < 0 ? "" : fill(words.POSITION, { number: all[at].dataset.citation, count: all.length });
  const mention = stop < 0 ? "" : fill(words.MENTION_POSITION, { number: stop + 1, count: stops.length });
  reader.querySelector(".position").textContent = mention || position;
  reader.querySelector('[data-step="-1"]').setAttribute("aria-label", mention ? words.PREVIOUS_MENTION : words.PREVIOUS);
  reader.querySelector('[data-step="1"]').setAttribute("aria-label", mention ? words.NEXT_MENTION : words.NEXT);
  reader.querySelectorAll(".step").forEach((button) => (button.hidden = !all.length && !mention));
  reader.querySelector(".keys").hidden = !all.length && !mention;
}

async function step(by) {
  await finding;
  if (stop >= 0) return stepTo((stop + by + stops.length) % stops.length);
  const all = marks();
  if (!all.length) return;
  const at = indexIn(all);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  all[next].scrollIntoView({ block: "nearest" });
  open(all[next]);
}

function close({ giveBack = true } = {}) {
  if (reader.hidden) return;
  request += 1;
  reader.hidden = true;
  opener?.removeAttribute("aria-expanded");
  const back = [opener, first].find((button) => button?.isConnected);
  if (giveBack) back?.focus({ preventScroll: true });
  opener = first = null;
  stops = [];
  stop = -1;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-article]");
  if (button) open(button);
  const by = event.target.closest?.("button[data-step]")?.dataset.step;
  if (by) step(Number(by));
});
reader.querySelector(".close").addEventListener("click", () => close());
document.addEventListener("conversation-changed", () => close({ giveBack: false }));

// On a small window the reader covers the page, so it closes when something outside it gets the focus.
const small = window.matchMedia("(max-width: 999px)");
document.addEventListener("focusin", (event) => {
  if (small.matches && !reader.hidden && !reader.contains(event.target)) close({ giveBack: false });
});

// The keys n and p work only while the reader or the conversation has the focus (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    if (!tip.hidden) tip.hidden = true;
    else close();
  }
  const at = document.activeElement;
  const reading = at?.closest(".reader, .conversation") || (!reader.hidden && at === document.body);
  if (!reading || at.matches("input, textarea, select")) return;
  if (event.key === "n" || event.key === "p") {
    event.preventDefault();
    step(event.key === "n" ? 1 : -1);
  }
});

// Shows outlet and date of a mark, on hover and focus.
function showTip(target) {
  const button = target.closest?.("[data-tip]");
  if (!button) return target.closest?.(".tip") ? undefined : void (tip.hidden = true);
  tip.textContent = button.dataset.tip;
  tip.hidden = false;
  const at = button.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const above = at.top > height + 12;
  tip.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, at.left + at.width / 2 - width / 2))}px`;
  tip.style.top = `${above ? at.top - height - 6 : at.bottom + 6}px`;
}
document.addEventListener("mouseover", (event) => showTip(event.target));
document.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && showTip(event.target));
document.addEventListener("scroll", () => (tip.hidden = true), { capture: true, passive: true });

// Polls the state of the index: often during a run, and not at all while the page is hidden.
let shown = "";
let gone = false;
async function watchIndex() {
  let wait = 3000;
  if (document.visibilityState === "visible") {
    let state;
    try {
      state = await server.state({});
    } catch {
      state = undefined;
    }
    if (state === undefined) {
      document.dispatchEvent(new CustomEvent("server-lost"));
      wait = 1500;
    } else {
      if (gone) document.dispatchEvent(new CustomEvent("server-back"));
      if (state.running) wait = 700;
      for (const place of document.querySelectorAll("#state, #corpus-state")) {
        if (place.innerHTML === "" || state.html !== shown) put(place, state.html);
      }
      shown = state.html;
      window.indexState = state;
      document.dispatchEvent(new CustomEvent("index-state"));
    }
  }
  clearTimeout(watchIndex.timer);
  watchIndex.timer = setTimeout(watchIndex, wait);
}
document.addEventListener("index-begun", watchIndex);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && watchIndex());
document.addEventListener("server-lost", () => {
  gone = true;
  lost.textContent = words.LOST;
});
document.addEventListener("server-back", () => {
  gone = false;
  lost.textContent = "";
});
watchIndex();
