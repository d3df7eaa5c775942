
// Answers: what a person chose or unfolded in them, and the card that shows a quote in its paragraph.

// Long enough that a pointer passing by opens nothing, and that one on its way to the card does not lose it.
const SHOW_AFTER = 120, HIDE_AFTER = 200;
// The card keeps this far from the edges of the window and from what it belongs to.
const EDGE = 8;

const answering = () => element.querySelector(".turn[aria-busy=true]");
const changesAnswer = (button) => ["more", "judge", "translate"].includes(button.dataset.event);
const numberOf = (button) => Number(button.dataset.number);

// Gradio reuses elements of the old HTML for the new: what stood beside them is put right.
function settleAnswers() {
  hideCard();
  for (const field of element.querySelectorAll("select[data-value]")) field.value = field.dataset.value;
  for (const why of element.querySelectorAll("details.why")) why.open = part.unfolded.has(whyKey(why));
  if (!part.wanted || answering()) return;
  const turn = element.querySelectorAll(".turn")[part.wanted.turn];
  const further = turn && Array.from(turn.querySelectorAll("footer > .open")).find((button) => numberOf(button) > part.wanted.after);
  const next = further || (turn && turn.querySelector("p.more"));
  part.wanted = null;
  if (next) next.focus();
}

const whyKey = (why) => `${why.closest("footer").querySelector(".open").dataset.turn} ${why.dataset.number}`;

// The card that is shown, the button it belongs to and what it stands beside.
let card = null, owner = null, beside = null, timer = 0, lastKey = "";

function showCard(button, near) {
  const text = document.getElementById(button.getAttribute("aria-describedby") || "none");
  const next = text && text.closest(".preview");
  if (!next || !next.showPopover || button.getAttribute("aria-current") === "true") return;
  if (card !== next) hideCard();
  [card, owner, beside] = [next, button, near];
  if (!card.matches(":popover-open")) card.showPopover();
  placeCard();
}

function hideCard() {
  clearTimeout(timer);
  if (card && card.matches(":popover-open")) card.hidePopover();
  card = owner = beside = null;
}

function placeCard() {
  if (!card) return;
  const around = beside.getBoundingClientRect();
  if (around.bottom < 0 || around.top > innerHeight) return hideCard();
  const { width, height } = card.getBoundingClientRect();
  const below = around.bottom + EDGE, above = around.top - EDGE - height;
  const top = below + height <= innerHeight - EDGE ? below : above >= EDGE ? above : Math.max(EDGE, innerHeight - EDGE - height);
  card.style.top = `${top}px`;
  card.style.left = `${Math.max(EDGE, Math.min(around.left, innerWidth - EDGE - width))}px`;
}

function soon(what, after) {
  clearTimeout(timer);
  timer = setTimeout(what, after);
}

if (role === "log") {
  part.unfolded = new Set();
  element.addEventListener("toggle", (toggle) => {
    if (toggle.target.matches("details.why")) part.unfolded[toggle.target.open ? "add" : "delete"](whyKey(toggle.target));
  }, true);
  element.addEventListener("click", (click) => {
    const button = click.target.closest("button[data-event=more]");
    if (!button || answering()) return;
    const shown = Array.from(button.closest(".turn").querySelectorAll(".open"), numberOf);
    part.wanted = { turn: Number(button.dataset.turn), after: Math.max(0, ...shown) };
    button.setAttribute("aria-disabled", "true");
  });
  // A finger opens the source at once; only a mouse or a pen hovers.
  element.addEventListener("pointerover", (over) => {
    if (over.pointerType === "touch") return;
    if (card && card.contains(over.target)) return clearTimeout(timer);
    const near = over.target.closest(".open .number, .open cite");
    if (near) soon(() => showCard(near.closest(".open"), near), SHOW_AFTER);
  });
  element.addEventListener("pointerout", (out) => {
    if (out.pointerType === "touch" || (card && card.contains(out.relatedTarget))) return;
    if (owner && owner === document.activeElement && lastKey === "Tab") return clearTimeout(timer);
    soon(hideCard, HIDE_AFTER);
  });
  element.addEventListener("pointerdown", (down) => { if (!card || !card.contains(down.target)) hideCard(); });
  element.addEventListener("focusin", (focus) => {
    const button = focus.target.closest(".open");
    if (button && lastKey === "Tab" && button.matches(":focus-visible")) showCard(button, button.querySelector("cite"));
  });
  element.addEventListener("focusout", () => { if (card && owner === document.activeElement) return; hideCard(); });
  document.addEventListener("keydown", (key) => {
    lastKey = key.key;
    if (key.key !== "Escape" || !card) return;
    hideCard();
    key.stopPropagation();
  }, true);
  for (const kind of ["scroll", "resize"]) addEventListener(kind, placeCard, { capture: true, passive: true });
}
