// The Corpus tab. The server chooses and renders the documents to show.
const view = { words: "", state: "", source: null, period: "", sort: "date", down: true, page: 0 };
const messages = $("#messages");
const drop = $(".drop");
const picker = drop.querySelector("input");
const plot = $(".plot");
const outlet = $(".outlet");
const period = $(".period");
let mark = null;

async function refresh() {
  const shown = await call("corpus", view);
  if (!shown) return;
  put($("#articles"), shown.table);
  if (shown.plot === undefined) return;
  put(plot, shown.plot);
  put(outlet, shown.outlets);
  put($("#outcome"), shown.outcome);
  if (!$(".checks")) put($(".facts-of"), shown.health);
  period.hidden = !shown.period;
  period.firstElementChild.textContent = shown.period;
  $(".retry").hidden = shown.failed === "0";
}

function changeView(changes) {
  Object.assign(view, { page: 0 }, changes);
  return refresh();
}

document.addEventListener("index-state", () => {
  const state = window.indexState;
  $(".reindex").disabled = state.running;
  $(".corpus .stop").disabled = !state.running || state.stopping;
  $(".kept").checked = state.kept;
  if (!state.running && state.mark !== mark) {
    mark = state.mark;
    refresh();
  }
});
const begun = () => document.dispatchEvent(new CustomEvent("index-begun"));

// Runs of the index

for (const [selector, data] of [[".reindex", {}], [".corpus .stop", { stop: true }], [".retry", { retry: true }]]) {
  $(selector).addEventListener("click", async () => {
    await call("reindex", data);
    begun();
  });
}
$(".kept").addEventListener("change", async (event) => {
  await call("keep", { kept: event.target.checked });
  begun();
});

// Files

function messageLine(message, action, act) {
  const line = document.createElement("p");
  line.className = "line";
  line.textContent = message;
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool";
    button.textContent = action;
    button.addEventListener("click", () => (button.remove(), act(line)));
    line.append(" ", button);
  }
  return line;
}

async function add(file, replace, line) {
  const most = props.max_file_mb * 1e6;
  const waiting = messageLine(fill(words.ADDING, { name: file.name }));
  if (line) line.replaceWith(waiting);
  else messages.append(waiting);
  let result;
  if (file.size > most) {
    result = { message: fill(words.NOT_ADDED, { name: file.name, reason: fill(words.TOO_LARGE, { size: props.max_file_mb }) }) };
  } else {
    try {
      const address = `files?${new URLSearchParams({ name: file.name, ...(replace ? { replace: "true" } : {}) })}`;
      result = await (await fetch(address, { method: "POST", body: file })).json();
    } catch {
      result = { message: fill(words.NOT_ADDED, { name: file.name, reason: words.UPLOAD_FAILED }) };
    }
  }
  waiting.replaceWith(result.taken ? messageLine(result.message, words.REPLACE, (line) => add(file, true, line)) : messageLine(result.message));
  begun();
}

async function addAll(files) {
  messages.replaceChildren();
  for (const file of files) await add(file, false);
}
picker.addEventListener("change", async () => {
  await addAll([...picker.files]);
  picker.value = "";
});
for (const kind of ["dragover", "dragenter"]) {
  element.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
element.addEventListener("dragleave", (event) => element.contains(event.relatedTarget) || drop.classList.remove("over"));
element.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  addAll([...event.dataTransfer.files]);
});

async function remove(button) {
  const path = button.dataset.remove;
  if (!(await confirmed(fill(words.CONFIRM_DELETE, { path }), words.DELETE_FILE, words.CANCEL))) return button.focus();
  const result = await call("remove_file", { path });
  if (!result) return;
  const undo = async (line) => line.replaceWith(messageLine((await call("restore_file", { removal: result.removal }))?.message ?? words.UNEXPECTED));
  messages.replaceChildren(result.removal ? messageLine(result.message, words.UNDO, (line) => undo(line).then(begun)) : messageLine(result.message));
  messages.querySelector("button")?.focus();
  begun();
}

// The view

element.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { sort, page, source, period: chosen, remove: removed } = button.dataset;
  if (sort !== undefined) {
    await changeView({ sort, down: view.sort === sort ? !view.down : sort === "date" });
  } else if (page !== undefined) {
    await changeView({ page: Number(page) });
    $("#articles").scrollIntoView({ block: "start" });
    $("#articles caption")?.focus();
  } else if (source !== undefined) await changeView({ source: view.source === source ? null : source });
  else if (chosen !== undefined) await changeView({ period: view.period === chosen ? "" : chosen });
  else if (removed !== undefined) remove(button);
  else if (button.closest(".period")) {
    await changeView({ period: "" });
    $(".filters .find").focus();
  }
});
let typing;
$(".filters .find").addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => changeView({ words: event.target.value }), 150);
});
outlet.addEventListener("change", () => changeView({ source: outlet.value === "*" ? null : outlet.value }));
$(".state-of").addEventListener("change", (event) => changeView({ state: event.target.value }));

// Health

async function check(repair) {
  const buttons = [$(".check"), $(".repair")];
  const stop = $(".stop-check");
  const progress = $(".checking");
  const name = buttons[0].textContent;
  const key = String(Math.random());
  let ended = false;
  buttons.forEach((button) => (button.disabled = true));
  buttons[0].textContent = words.CHECKING;
  stop.hidden = stop.disabled = false;
  stop.onclick = () => {
    stop.disabled = true;
    call("checking", { key, stop: true });
  };
  const polling = setInterval(async () => {
    const position = await call("checking", { key });
    if (position && !ended) progress.textContent = position;
  }, 500);
  const result = await call("check_index", { key, repair });
  ended = true;
  clearInterval(polling);
  progress.textContent = "";
  stop.hidden = true;
  buttons.forEach((button) => (button.disabled = false));
  buttons[0].textContent = name;
  if (!result) return;
  put($(".facts-of"), result.html);
  buttons[1].hidden = result.healthy;
  if (repair) begun();
}
$(".check").addEventListener("click", () => check(false));
$(".repair").addEventListener("click", () => check(true));

refresh();
begun();
