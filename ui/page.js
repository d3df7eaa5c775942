// The behaviour of one part of the page: the conversation, the source, the library's list or its messages.
//
// Gradio calls this with `element`, `trigger` and `watch`; `events` stands before it and names what this part may
// report. Everything shown is made on the server, where it is escaped: nothing here writes HTML.

const chosenButton = (source) =>
  source && document.querySelector(
    `#log button[data-event="cite"][data-turn="${source.dataset.turn}"][data-number="${source.dataset.number}"]`
  );

function markChosen() {
  for (const button of document.querySelectorAll("#log button[aria-current]")) button.removeAttribute("aria-current");
  const button = chosenButton(document.querySelector("#source .source"));
  if (button) button.setAttribute("aria-current", "true");
  return button;
}

function centreQuote() {
  const text = document.querySelector("#source .source-text");
  const mark = text && text.querySelector("mark");
  if (!mark) return;
  const spare = Math.max(24, (text.clientHeight - mark.getBoundingClientRect().height) / 2);
  text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - spare;
}

function showNewestTurn() {
  const turns = element.querySelectorAll(".turn");
  if (turns.length) turns[turns.length - 1].scrollIntoView({ block: "start" });
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
  const facts = citation.querySelectorAll("footer cite, footer .references > *");
  await navigator.clipboard.writeText(`“${quote}”\n${Array.from(facts, (fact) => fact.textContent).join(", ")}`);
  const name = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = name; }, 1500);
}

element.addEventListener("click", (click) => {
  const button = click.target.closest("button");
  if (!button || !element.contains(button)) return;
  if (button.dataset.copied) copyQuote(button);
  if (!events.includes(button.dataset.event)) return;
  if (button.getAttribute("aria-current") === "true") centreQuote();
  else trigger(button.dataset.event, { ...button.dataset, documents: ticked() });
});

// Per part of the page, what happens once Gradio has put new HTML into it.
const arrivals = {
  log() {
    markChosen();
    showNewestTurn();
    readyForQuestion();
  },
  source() {
    const source = element.querySelector(".source");
    const before = document.querySelector('#log button[aria-current="true"]');
    markChosen();
    if (source) {
      source.querySelector("h2").focus({ preventScroll: true });
      centreQuote();
    } else if (before) {
      before.focus();
    }
  },
  // Gradio reuses the rows of the old list for the new one: a tick must not pass to another document.
  documents() {
    for (const box of element.querySelectorAll("input[name=document]")) box.checked = false;
  },
  status() {
    const first = element.querySelector("[data-focus]");
    if (first) first.focus();
  },
};

const part = element.closest("#log, #source, #documents, #status");
if (part) watch("value", () => arrivals[part.id]());
if (part && part.id === "source") {
  document.addEventListener("keydown", (key) => {
    const close = element.querySelector("button.close");
    if (key.key === "Escape" && close) close.click();
  });
}
if (!navigator.clipboard) document.documentElement.classList.add("without-clipboard");
