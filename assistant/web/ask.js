// The Ask tab. The server answers in the background and keeps every answer; this script shows them as they grow.
const conversation = $(".conversation");
const start = $(".start");
const composer = $(".composer");
const box = $("#question");
const error = composer.querySelector(".error");
const list = $(".list");
const find = $(".conversations .find");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const wide = window.matchMedia("(min-width: 1000px)");
let current = /^#c=([0-9a-f]{16})$/.exec(location.hash)?.[1] ?? null;
let wasRunning = null;
let lastUpdate = 0; // of the question under way
let welcoming, suggesting; // timers of the next looks for suggestions

const turns = () => [...conversation.querySelectorAll(".turn")];
const waiting = () => conversation.querySelector(".turn[data-pending]");

// Turns

// Shows a turn in its place, or as the last one.
function placeTurn(number, html, { scroll = true } = {}) {
  const fresh = parse(html).firstElementChild;
  const old = conversation.querySelector(`.turn[data-turn="${number}"]`);
  if (old) {
    morph(old, fresh);
  } else {
    conversation.append(fresh);
    if (scroll) fresh.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }
  unfold();
  refresh();
}

// Opens the lists of what else was found on a wide window, where there is room.
function unfold() {
  conversation.querySelectorAll("details.retrieved:not([data-seen])").forEach((list) => {
    if (list.closest(".turn[data-pending]")) return;
    list.dataset.seen = "";
    if (wide.matches) list.open = true;
  });
}

function refresh() {
  const pending = waiting();
  composer.querySelector("[type=submit]").hidden = Boolean(pending);
  composer.querySelector(".stop").hidden = !pending;
  const any = turns().length > 0;
  start.hidden = any;
  element.querySelector(".desk").classList.toggle("begun", any);
}

async function load() {
  const opened = await call("open_conversation", { conversation: current });
  if (!opened) return;
  current = opened.conversation;
  setAddress();
  conversation.innerHTML = opened.html;
  unfold();
  refresh();
  turns().at(-1)?.scrollIntoView({ block: "start" });
  const pending = waiting();
  if (pending) follow(Number(pending.dataset.turn));
  else suggest();
  listAll();
  if (!turns().length) welcome();
}

// Suggestions come one by one; each call gets those found by then.
async function welcome() {
  clearTimeout(welcoming);
  const found = await call("welcome", {});
  if (!found) return;
  clearTimeout(welcoming); // of a call that began meanwhile
  put(start, found.html);
  if (found.more && !turns().length) welcoming = setTimeout(welcome, 500);
}

function setAddress() {
  history.replaceState(null, "", current ? `#c=${current}` : location.pathname + location.search);
}

// Questions

async function ask(data) {
  if (waiting()) return false;
  error.textContent = "";
  const writer = composer.querySelector(".writer select")?.value;
  const begun = await call("ask", { conversation: current, writer, ...data });
  if (!begun || begun.error) {
    error.textContent = begun?.error ?? words.LOST;
    return false;
  }
  const isNew = begun.conversation !== current;
  if (isNew && turns().length) conversation.replaceChildren(); // it was deleted in another window
  current = begun.conversation;
  setAddress();
  if (begun.number > turns().length + 1) await load(); // asked in another window meanwhile
  else placeTurn(begun.number, begun.html);
  document.dispatchEvent(new CustomEvent("conversation-changed")); // the reader would lie over the new sources
  if (data.number) conversation.querySelector(`.turn[data-turn="${begun.number}"]`)?.focus({ preventScroll: true });
  follow(begun.number);
  listAll();
  return true;
}

function follow(number) {
  lastUpdate = Date.now();
  trigger("follow", { conversation: current, number });
}

function receive(answer) {
  if (!answer || answer.conversation !== current || !answer.html) return;
  lastUpdate = Date.now();
  placeTurn(answer.number, answer.html);
  if (!answer.pending) {
    suggest();
    listAll();
  }
}

watch("value", () => receive(props.value));

// If the stream breaks off, the answer is fetched from where it is kept.
setInterval(async () => {
  const pending = waiting();
  if (!pending || Date.now() - lastUpdate < 2000 || document.visibilityState !== "visible") return;
  lastUpdate = Date.now();
  const answer = await call("answer_so_far", { conversation: current, number: Number(pending.dataset.turn) });
  if (answer?.error) {
    pending.removeAttribute("data-pending");
    error.textContent = answer.error;
    refresh();
  } else receive(answer);
}, 500);

document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible" || !current || waiting() || $(".edit")) return;
  const opened = await call("open_conversation", { conversation: current });
  if (opened?.conversation !== current || waiting() || $(".edit")) return;
  for (const fresh of parse(opened.html).children) placeTurn(fresh.dataset.turn, fresh.outerHTML, { scroll: false });
  if (waiting()) follow(Number(waiting().dataset.turn));
  listAll();
});

async function suggest() {
  clearTimeout(suggesting);
  const last = turns().at(-1);
  const next = last?.querySelector(".next");
  if (!next) return;
  const found = await call("suggest", { conversation: current, number: Number(last.dataset.turn) });
  if (!found || !next.isConnected) return;
  clearTimeout(suggesting);
  next.firstElementChild ?? next.append(document.createElement("div"));
  put(next.firstElementChild, found.html);
  if (found.more) suggesting = setTimeout(suggest, 500);
}

composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = box.value;
  if (!question.trim() || waiting()) return;
  box.value = "";
  fitBox();
  if (!(await ask({ question }))) {
    box.value ||= question; // nothing typed is lost
    fitBox();
    box.focus();
  }
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});
function fitBox() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, innerHeight * 0.35)}px`;
}
box.addEventListener("input", () => {
  error.textContent = "";
  fitBox();
});
composer.querySelector(".stop").addEventListener("click", async () => {
  const pending = waiting();
  if (!pending) return;
  const key = { conversation: current, number: Number(pending.dataset.turn) };
  await call("stop_answer", key);
  receive(await call("answer_so_far", key));
  box.focus();
});

// The buttons of a turn

function edit(turn, question) {
  if (turn.querySelector(".edit")) return;
  const form = parse(element.querySelector("template.editing").innerHTML).firstElementChild;
  const heading = turn.querySelector(".question");
  const field = form.querySelector("textarea");
  field.value = question;
  heading.hidden = true;
  heading.after(form);
  field.focus();
  const end = () => {
    form.remove();
    heading.hidden = false;
  };
  const cancel = () => (end(), turn.querySelector("[data-edit]")?.focus());
  form.querySelector(".cancel").addEventListener("click", cancel);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      cancel();
    } else if (event.key === "Enter" && !event.shiftKey && event.target === field) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    const asked = ask({ question: field.value, number: Number(turn.dataset.turn) });
    end();
    if (!(await asked)) edit(turn, field.value);
    else turn.focus({ preventScroll: true });
  });
}

// Fetches the table of what was counted anew: sorted by another column or the other way round, or all of it.
async function showRows(button, number) {
  const place = button.closest(".result-rows");
  const { sorted, down, all } = place.dataset;
  const by = button.dataset.sortRows;
  const first = !["date", "mentions"].includes(by) ? "" : "true"; // the newest and the most come first
  const order = by === undefined ? { sort: sorted, down, whole: "true" } : { sort: by, down: by === sorted ? (down ? "" : "true") : first, whole: all };
  const html = await call("rows", { conversation: current, number, ...order });
  if (!html || !place.isConnected) return;
  const row = place.querySelectorAll("tbody tr").length;
  const fresh = parse(html).firstElementChild;
  place.replaceWith(fresh);
  const again = by === undefined ? fresh.querySelectorAll("tbody tr")[row]?.querySelector("button") : fresh.querySelector(`[data-sort-rows="${by}"]`);
  again?.focus({ preventScroll: true });
}

function download(address) {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}

async function copy(button) {
  const status = button.closest(".tools").querySelector(".copy-status");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    status.textContent = words.COPIED;
  } catch {
    status.textContent = words.NOT_COPIED;
  }
  setTimeout(() => (status.textContent = ""), 4000);
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const turn = button.closest(".turn");
  const number = turn && Number(turn.dataset.turn);
  const question = turn?.querySelector("[data-edit]")?.dataset.edit;
  const { copy: copied, again, edit: edited, drop, as, csv, tab, drawer } = button.dataset;
  const choices = JSON.parse(turn?.dataset.choices ?? "{}");
  if (copied !== undefined) copy(button);
  else if (again !== undefined) ask({ question, number });
  else if (edited !== undefined) edit(turn, edited);
  else if (drop !== undefined) ask({ question, number, ...choices, [drop]: true });
  else if (as !== undefined) ask({ question, number, ...choices, kind: as });
  else if (csv !== undefined) download(`conversations/${current}/${number}.csv`);
  else if (button.dataset.whole !== undefined || button.dataset.sortRows !== undefined) showRows(button, number);
  else if (button.matches(".suggestion")) ask({ question: button.textContent });
  else if (tab !== undefined) openTab(tab);
  else if (drawer !== undefined) openDrawer(drawer === "open");
  else if (button.dataset.new !== undefined) show(null);
});

// Why a question is answered or refused is looked for when it is opened; "toggle" does not bubble.
element.addEventListener(
  "toggle",
  async ({ target }) => {
    if (!target.matches?.("details.why") || !target.open) return;
    const body = target.querySelector(".why-body");
    const key = { conversation: current, number: Number(target.closest(".turn").dataset.turn) };
    body.innerHTML = element.querySelector("template.explaining").innerHTML;
    const html = await call("explain", key);
    if (body.isConnected) body.innerHTML = html ?? "";
  },
  true,
);

// Conversations

const drawer = $('[data-drawer="open"]');
function openDrawer(open) {
  element.querySelector(".desk").toggleAttribute("data-drawer", open);
  drawer.setAttribute("aria-expanded", String(open));
  (open ? find : drawer).focus();
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || drawer.getAttribute("aria-expanded") !== "true") return;
  event.preventDefault();
  openDrawer(false);
});

async function listAll() {
  const html = await call("list_conversations", { words: find.value, conversation: current });
  if (html !== undefined && !list.querySelector("form")) put(list, html);
}

async function show(id) {
  current = id;
  setAddress();
  error.textContent = "";
  document.dispatchEvent(new CustomEvent("conversation-changed"));
  if (drawer.getAttribute("aria-expanded") === "true") openDrawer(false);
  conversation.replaceChildren();
  refresh();
  if (id) await load();
  else {
    listAll();
    welcome();
  }
  if (!id || wide.matches) box.focus();
}

function rename(item, name) {
  const form = parse(element.querySelector("template.renaming").innerHTML).firstElementChild;
  const field = form.querySelector("input");
  field.value = name;
  item.replaceChildren(form);
  field.select();
  const end = async () => {
    form.remove();
    await listAll();
    list.querySelector(`[data-conversation="${item.dataset.conversation}"] [data-rename]`)?.focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await call("rename_conversation", { conversation: item.dataset.conversation, name: field.value });
    end();
  });
  form.querySelector(".cancel").addEventListener("click", end);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end();
  });
}

list.addEventListener("click", async (event) => {
  const item = event.target.closest("[data-conversation]");
  const button = event.target.closest("button");
  if (!item || !button) return;
  const id = item.dataset.conversation;
  const { rename: named, delete: deleted } = button.dataset;
  if (button.matches(".conversation-name")) show(id);
  else if (named !== undefined) rename(item, named);
  else if (deleted !== undefined) {
    if (!(await confirmed(fill(words.DELETE_CONVERSATION, { name: deleted }), words.DELETE, words.CANCEL))) return button.focus();
    await call("delete_conversation", { conversation: id });
    if (id === current) show(null);
    else listAll().then(() => find.focus());
  }
});
let typing;
find.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(listAll, 150);
});

document.addEventListener("server-back", () => {
  if (waiting()) lastUpdate = 0;
  else if (!turns().length) load();
});
document.addEventListener("index-state", () => {
  const { running } = window.indexState;
  if (!start.hidden && !start.querySelector(".suggestion") && running !== wasRunning) welcome();
  wasRunning = running;
});
window.addEventListener("hashchange", () => {
  const id = /^#c=([0-9a-f]{16})$/.exec(location.hash)?.[1] ?? null;
  if (id !== current) show(id);
});
load();
if (window.matchMedia("(hover: hover)").matches) box.focus({ preventScroll: true });
