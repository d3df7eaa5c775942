// The behaviour of one part of the page: the conversation, the filters, a source and its page images, the library's list or
// its messages.
//
// The head of the page makes a function of this, and each part calls it with Gradio's `element`, `trigger` and `watch`; `events`
// names what this part may report. Everything shown is made on the server, where it is escaped: nothing here writes HTML.

// A panel narrower than this shows text or page, not both.
const BOTH_PIXELS = 720;

const roles = { reader: "source", proof: "source", "source-sheet": "sheet", "reader-sheet": "sheet", "proof-sheet": "sheet", "checked-copy": "download",
  beside: "source", "beside-sheet": "sheet", "across-download": "download", "across-filters": "filters" };
const names = ["log", "filters", "source", "documents", "status", "download", "checked", "across-found", "conversations", "conversations-head", ...Object.keys(roles)];
const part = element.closest(names.map((name) => `#${name}`).join(", "));
const role = part && (roles[part.id] || part.id);
// Beside which list each panel stands.
const lists = { source: "#log", reader: "#documents", proof: "#checked", beside: "#across-found .across-quote" };
const panel = element.closest(".source-panel");
const shownIn = (selector) => panel && panel.querySelector(selector);

// What a source, its images and the buttons that open them have in common.
const same = (one, other) => ["turn", "number", "document"].every((key) => one.dataset[key] === other.dataset[key]);

const buttonOf = (source) => {
  if (!source) return null;
  const { turn, number, document: name } = source.dataset;
  const list = lists[source.closest(".source-panel").id.replace("-panel", "")];
  if (turn !== undefined) return document.querySelector(`${list} button:not(.written-citation)[data-event="cite"][data-turn="${turn}"][data-number="${number}"]`);
  return Array.from(document.querySelectorAll("#documents button[data-event=open]")).find((button) => button.dataset.document === name);
};

function markChosen(name) {
  for (const button of document.querySelectorAll(`${lists[name]} button[aria-current]`)) button.removeAttribute("aria-current");
  const button = buttonOf(document.querySelector(`#${name} .source`));
  if (button) button.setAttribute("aria-current", "true");
}

function centre(frame, mark) {
  if (!frame || !mark) return;
  const spare = Math.max(24, (frame.clientHeight - mark.getBoundingClientRect().height) / 2);
  frame.scrollTop += mark.getBoundingClientRect().top - frame.getBoundingClientRect().top - spare;
}

function centreQuote(within) {
  const text = within && within.querySelector(".source-text");
  centre(text, text && text.querySelector("mark"));
  const pages = within && within.querySelector(".sheet-pages");
  centre(pages, pages && pages.querySelector(".box"));
}

// What is done with an earlier answer leaves the page where it is.
function showNewestTurn() {
  const turns = element.querySelectorAll(".turn");
  const shown = `${turns.length} ${answering() ? "waiting" : ""}`;
  if (turns.length && part.shown !== shown) turns[turns.length - 1].scrollIntoView({ block: "start" });
  part.shown = shown;
}

// A keyboard's next word goes to the question, unless the person is elsewhere; a phone would open its keyboard for it.
function readyForQuestion() {
  const box = document.querySelector("#question textarea");
  if (box && document.activeElement === document.body && matchMedia("(pointer: fine)").matches) box.focus();
}

const ticked = () => Array.from(element.querySelectorAll("input[name=document]:checked"), (box) => box.value);

async function copyQuote(button) {
  const citation = button.closest(".citation");
  const quote = citation.querySelector("blockquote").textContent;
  const facts = Array.from(citation.querySelectorAll("footer cite, footer .references > *")).filter((fact) => !fact.closest(".preview"));
  const whole = `“${quote}”\n${facts.map((fact) => fact.textContent).join(", ")}`;
  await navigator.clipboard.writeText(button.dataset.text || whole);
  const name = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = name; }, 1500);
}

// The view of a source with page images: as chosen, as far as there is room for it.
function arrange() {
  const source = shownIn(".source");
  if (!source) return;
  const wide = panel.clientWidth >= BOTH_PIXELS;
  const without = !source.classList.contains("paged") || shownIn(".sheet.none");
  const chosen = panel.dataset.chosen || "both";
  const view = without ? "text" : chosen === "both" && !wide ? "text" : chosen;
  panel.dataset.view = view;
  panel.toggleAttribute("data-wide", wide);
  panel.toggleAttribute("data-without", Boolean(without));
  for (const button of panel.querySelectorAll("button[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
}

// The images are asked for when they are to be seen, and once.
function wantSheet() {
  const source = element.querySelector(".source"), sheet = shownIn(".sheet");
  if (!source || panel.dataset.view === "text" || (sheet && same(source, sheet))) return;
  if (panel.asked && same(panel.asked, source)) return;
  panel.asked = { dataset: { ...source.dataset } };
  trigger("sheet", { ...source.dataset });
}

async function tellProblem(image) {
  const figure = image.closest("figure");
  const words = figure.querySelector(".problem");
  figure.classList.add("failed");
  words.textContent = words.dataset.words;
  words.hidden = false;
  const answer = await fetch(image.src).catch(() => null);
  const reason = answer && !answer.ok ? await answer.text() : "";
  if (reason && figure.classList.contains("failed")) words.textContent = `${words.dataset.words} ${reason}`;
}

element.addEventListener("click", (click) => {
  const button = click.target.closest("button");
  if (!button || !element.contains(button) || button.getAttribute("aria-disabled") === "true") return;
  if (button.dataset.copied) copyQuote(button);
  if (button.dataset.fold) button.closest(button.dataset.fold).open = false;
  if (column && ["restart", "conversation"].includes(button.dataset.event) && !roomy()) showColumn(false);
  if (button.dataset.view) {
    panel.dataset.chosen = button.dataset.view;
    arrange();
    wantSheet();
    centreQuote(panel);
  }
  if (!events.includes(button.dataset.event) || (changesAnswer(button) && answering())) return;
  if (button.getAttribute("aria-current") === "true") centreQuote(button.closest(".with-source").querySelector(".source-panel"));
  else trigger(button.dataset.event, { ...button.dataset, documents: ticked() });
});

// What was typed into a form goes with what the form stands for.
element.addEventListener("submit", (submit) => {
  const form = submit.target;
  if (!form.dataset.event) return;
  submit.preventDefault();
  if (events.includes(form.dataset.event) && !(part.id === "log" && answering())) trigger(form.dataset.event, { ...form.dataset, words: form.elements.words.value });
});

// A form that was opened, and what was typed into it, belong to what stood there before.
function foldForms(within) {
  for (const fold of within.querySelectorAll("details.tools, details.deletion, details.understood")) fold.open = false;
  for (const field of within.querySelectorAll("form input")) field.value = field.getAttribute("value") || "";
}

// The column of conversations: shown where there is room for it until it is folded, on phones hidden until it is asked for.
const column = element.closest("#conversations-part");
const roomy = () => matchMedia("(min-width: 1200px)").matches;

function showColumn(shown) {
  column.toggleAttribute("data-shown", shown);
  const toggle = column.querySelector(".toggle");
  toggle.setAttribute("aria-expanded", String(shown));
  toggle.setAttribute("aria-label", shown ? toggle.dataset.hide : toggle.dataset.show);
}

const openConversation = () => (location.hash.match(/^#conversation=([0-9a-f]{32})$/) || [])[1] || "";

element.addEventListener("change", (change) => {
  const field = change.target;
  if (field.dataset.filter) trigger("filter", { field: field.dataset.filter, value: field.value });
  if (field.dataset.event === "order" && !answering()) trigger("order", { turn: field.dataset.turn, order: field.value });
});

function leaveSource(before) {
  const button = before && document.body.contains(before) ? before : null;
  if (button && button.getClientRects().length) button.focus();
}

// Per part of the page, what happens once Gradio has put new HTML into it.
const arrivals = {
  conversations() {
    const list = element.querySelector("[data-open]"), open = list ? list.dataset.open : "";
    foldForms(element);
    if (list && open !== openConversation()) history.replaceState(null, "", open ? `#conversation=${open}` : location.pathname + location.search);
  },
  log() {
    foldForms(element);
    markChosen("source");
    settleAnswers();
    showNewestTurn();
    readyForQuestion();
  },
  // Gradio changes attributes; what a person typed or chose stands beside them.
  filters() {
    element.querySelector("details").open = Boolean(part.open);
    for (const field of element.querySelectorAll("[data-filter]")) field.value = field.dataset.value;
    if (!document.activeElement || document.activeElement === document.body) {
      const next = element.querySelector(".chip") || element.querySelector("summary");
      if (part.touched && next) next.focus();
    }
    part.touched = false;
  },
  source() {
    const source = element.querySelector(".source");
    const before = document.querySelector(`${lists[part.id]} button[aria-current="true"]`);
    markChosen(part.id);
    panel.asked = null;
    if (!source) return leaveSource(before);
    arrange();
    const step = document.activeElement && document.activeElement.closest(".source-tools");
    if (!step || !element.contains(step)) source.querySelector("h2").focus({ preventScroll: true });
    // The panel makes what stands beside it narrower and longer: what was pressed stays in sight.
    const pressed = buttonOf(source);
    if (pressed) pressed.scrollIntoView({ block: "nearest" });
    if (source.querySelector("mark")) centreQuote(panel);
    else source.querySelector(".source-text").scrollTop = 0;
    wantSheet();
  },
  sheet() {
    const sheet = element.querySelector(".sheet");
    arrange();
    // An image changes its address and keeps its old picture until the new one is there: no mark may lie on the wrong page.
    for (const image of element.querySelectorAll("img")) if (!image.complete) image.closest("figure").classList.add("loading");
    if (!sheet) return;
    const pages = element.querySelector(".sheet-pages");
    if (pages) pages.scrollTop = 0;
    centreQuote(element);
    const start = sheet.dataset.away && shownIn(`.page-start[data-page="${sheet.dataset.page}"]`);
    if (start) {
      const text = shownIn(".source-text");
      text.scrollTop += start.getBoundingClientRect().top - text.getBoundingClientRect().top;
    }
  },
  // Gradio reuses the rows of the old list for the new one: a tick must not pass to another document.
  documents() {
    for (const box of element.querySelectorAll("input[name=document]")) box.checked = false;
    markChosen("reader");
  },
  // The file is in the page already: it is made here and forgotten, and no address has it.
  download() {
    const file = element.querySelector("[data-content]");
    if (!file || part.taken === file.dataset.stamp) return;
    part.taken = file.dataset.stamp;
    const { name, type, content } = file.dataset;
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([bytes], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  },
  // What was found stands below the text, which may fill the window.
  checked() {
    markChosen("proof");
    if (element.querySelector(".summary")) part.scrollIntoView({ block: "start" });
  },
  "across-found"() {
    markChosen("beside");
  },
  status() {
    const first = element.querySelector("[data-focus]");
    if (first) first.focus();
  },
};

if (part) watch("value", () => { if (arrivals[role]) arrivals[role](); });

if (role === "filters") {
  element.addEventListener("toggle", (toggle) => { part.open = toggle.target.open; }, true);
  for (const kind of ["click", "change"]) element.addEventListener(kind, () => { part.touched = true; }, true);
}
if (role === "sheet") {
  element.addEventListener("load", (load) => {
    load.target.closest("figure").classList.remove("loading");
    centreQuote(element);
  }, true);
  element.addEventListener("error", (error) => tellProblem(error.target), true);
}
if (role === "source") {
  new ResizeObserver(() => { arrange(); wantSheet(); }).observe(panel);
  document.addEventListener("keydown", (key) => {
    const close = element.querySelector("button.close");
    if (key.key === "Escape" && close && close.getClientRects().length) close.click();
  });
}
if (role === "conversations-head") {
  const folded = localStorage.getItem("conversations-folded") === "yes";
  showColumn(roomy() && !folded);
  element.querySelector(".toggle").addEventListener("click", () => {
    const shown = !column.hasAttribute("data-shown");
    showColumn(shown);
    if (roomy()) localStorage.setItem("conversations-folded", shown ? "no" : "yes");
    const search = column.querySelector("#conversations-words :is(input, textarea)");
    if (shown && search) search.focus();
  });
  column.addEventListener("keydown", (key) => {
    if (key.key !== "Escape" || roomy() || !column.hasAttribute("data-shown")) return;
    showColumn(false);
    element.querySelector(".toggle").focus();
  });
}
if (role === "conversations") addEventListener("hashchange", () => trigger("conversation", { conversation: openConversation() }));
if (!navigator.clipboard) document.documentElement.classList.add("without-clipboard");
