// The Search tab.
const form = $("form");
const found = $(".found");
let request = 0;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = form.querySelector("input").value;
  if (!query.trim()) return;
  const mine = ++request;
  found.setAttribute("aria-busy", "true");
  const html = await call("search", { query });
  if (mine !== request) return;
  found.removeAttribute("aria-busy");
  if (html !== undefined) found.innerHTML = html;
});
