// Precedes each script of the page. Gradio provides "element", "props", "server", "trigger" and "watch".
const words = props.words;
const $ = (selector) => element.querySelector(selector);
const fill = (sentence, values) => sentence.replace(/\{(\w+)(?::g)?\}/g, (_, name) => values[name]);

// Calls a function of the server; undefined, with a message on the page, if the server does not answer.
async function call(name, data = {}) {
  try {
    const result = await server[name](data);
    if (result !== undefined) return result;
  } catch {
    // the message follows below
  }
  document.dispatchEvent(new CustomEvent("server-lost"));
  return undefined;
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Changes one tree into another and keeps the nodes that are alike, so that focus, selection and scrolling stay.
function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh.cloneNode(true));
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  const kept = ["open", "aria-expanded"];
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !kept.includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value && !(name === "open" && old.dataset.seen)) old.setAttribute(name, value);
  }
  if (old.matches(".next, .copy-status, .why-body, .result-rows")) return;
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  after.forEach((node, at) => (before[at] ? morph(before[at], node) : old.append(node.cloneNode(true))));
  before.slice(after.length).forEach((node) => node.remove());
}

function put(place, html) {
  const fresh = place.cloneNode(false);
  fresh.append(parse(html));
  morph(place, fresh);
}

// Asks for confirmation in a dialog.
function confirmed(question, action, cancel) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "confirm";
    const paragraph = document.createElement("p");
    paragraph.textContent = question;
    const [no, yes] = [cancel, action].map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      return button;
    });
    no.className = "plain";
    yes.className = "primary";
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => (resolve(dialog.returnValue === "yes"), dialog.remove()));
    dialog.append(paragraph, no, yes);
    dialog.setAttribute("aria-label", question);
    document.body.append(dialog);
    dialog.showModal();
  });
}
