// Runs when the reader is loaded. A button with data-article leads to the exact words of an article: the place is
// handed to the server as it is, and what comes back is shown. Nothing is searched for or worked out here.
const reader = element.querySelector(".reader");
const sheet = reader.querySelector(".sheet");
const page = reader.querySelector(".document");
let opener = null;
let request = 0;

async function open(button) {
  const { article, version, start, end } = button.dataset;
  const place = { article };
  if (version !== undefined) place.version = version;
  if (start !== undefined) Object.assign(place, { start, end });
  const mine = ++request;
  const html = await server.open_article(place);
  if (mine !== request) return; // another button was pressed meanwhile
  if (!reader.contains(button)) {
    opener?.removeAttribute("aria-expanded");
    opener = button;
    opener.setAttribute("aria-expanded", "true");
  }
  if (html === undefined) page.textContent = props.failed;
  else page.innerHTML = html;
  sheet.hidden = false;
  reader.dataset.open = "";
  show(page.querySelector("mark"));
  (page.querySelector("h2") ?? reader.querySelector(".close")).focus({ preventScroll: true });
}

// Scrolls inside the panel only: the conversation stays where it is.
function show(mark) {
  page.scrollTop = 0;
  if (!mark) return;
  const top = page.getBoundingClientRect().top;
  const { top: first, bottom: last } = mark.getBoundingClientRect();
  if (last - top > page.clientHeight * 0.8) page.scrollTop = first - top - page.clientHeight / 3;
}

function close() {
  if (sheet.hidden) return;
  request += 1;
  sheet.hidden = true;
  delete reader.dataset.open;
  opener?.removeAttribute("aria-expanded");
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-article]");
  if (button) open(button);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) close();
});
reader.querySelector(".close").addEventListener("click", close);
