// Adding files, the list's ticks, and the facts of a document.
//
// Stands behind page.js and shares its `element`, `trigger`, `watch` and `events`. Files go to the service one after another; what
// became of each is said in words that came from the server, put in place as text.

{
  const adding = element.closest("#adding");
  const facts = element.closest("#facts");
  const listing = element.closest("#documents");
  // Files that no person means when they choose a folder.
  const HIDDEN = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i;
  // How often a busy server is asked again, and the longest wait between.
  const TRIES = 20, LONGEST_WAIT = 15;

  const inPlace = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  // The files below a dropped folder, each with the folder it stands in; a browser lists a hundred at a time.
  async function filesBelow(entry, folder = "") {
    const unreadable = [{ file: { name: entry.name, unreadable: true }, folder }];
    if (entry.isFile) return new Promise((done) => entry.file((file) => done([{ file, folder }]), () => done(unreadable)));
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((done) => reader.readEntries(done, () => done(null)));
      if (!some) return [...found, ...unreadable];
      if (!some.length) return found;
      for (const inner of some) found.push(...await filesBelow(inner, folder ? `${folder}/${entry.name}` : entry.name));
    }
  }

  async function sent(chosen, said) {
    const { file, folder } = chosen;
    if (file.unreadable) return { state: "refused", reason: said.wordsUnreadable };
    const dot = file.name.lastIndexOf(".");
    if (!said.suffixes.split(" ").includes(dot < 0 ? "" : file.name.slice(dot).toLowerCase())) return { state: "refused", reason: said.wordsUnknownKind };
    if (file.size > Number(said.mostBytes)) return { state: "refused", reason: inPlace(said.wordsTooLarge, { most: Math.floor(said.mostBytes / 1e6) }) };
    const form = new FormData();
    form.append("file", file, file.name);
    if (folder) form.append("folder", folder);
    for (let tries = 1; ; tries += 1) {
      const answer = await fetch(`${said.address}?update=false`, { method: "POST", body: form }).catch(() => null);
      if (!answer) return { state: "refused", reason: said.wordsUnreachable };
      if ([429, 503].includes(answer.status) && tries < TRIES) {
        await pause(Math.min(LONGEST_WAIT, Number(answer.headers.get("retry-after")) || 1));
        continue;
      }
      const record = await answer.json().catch(() => ({}));
      if (answer.ok) return { state: "added", name: record.document_id };
      if (answer.status === 409) return { state: "there", name: record.document_id };
      return { state: "refused", reason: record.detail || said.wordsUnreachable };
    }
  }

  // What is chosen while files are sent waits for its turn: none is forgotten.
  function queue(gathered) {
    adding.turn = (adding.turn || Promise.resolve()).then(() => addFiles(gathered));
  }

  async function addFiles(gathered) {
    const zone = element.querySelector(".adding"), said = zone.dataset;
    const [sending, stage, progress, list] = [".sending", ".stage", "progress", ".outcomes"].map((name) => zone.querySelector(name));
    const chosen = (await gathered.catch(() => [])).filter(({ file, folder }) => !folder || !HIDDEN.test(file.name));
    const told = { added: 0, there: 0, refused: [], renamed: [] };
    list.replaceChildren();
    [sending.hidden, list.hidden, adding.stopped] = [false, true, false];
    stage.textContent = chosen.length ? "" : said.wordsEmpty;
    for (const [place, one] of chosen.entries()) {
      const name = one.folder ? `${one.folder}/${one.file.name}` : one.file.name;
      [progress.max, progress.value] = [chosen.length, place];
      stage.textContent = inPlace(said.wordsAdding, { number: place + 1, total: chosen.length, name });
      const outcome = adding.stopped ? { state: "refused", reason: said.wordsStopped } : await sent(one, said);
      if (outcome.state === "refused") told.refused.push([name, outcome.reason]);
      else told[outcome.state] += 1;
      const other = outcome.state === "added" && outcome.name !== name;
      if (other) told.renamed.push([name, outcome.name]);
      const item = document.createElement("li");
      item.className = outcome.state;
      item.textContent = `${name}: ${inPlace(other ? said.wordsAddedAs : said[`words${outcome.state[0].toUpperCase()}${outcome.state.slice(1)}`], outcome)}`;
      list.append(item);
      list.hidden = false;
      list.scrollTop = list.scrollHeight;
    }
    sending.hidden = chosen.length > 0;
    if (chosen.length) trigger("added", told);
  }

  if (adding && events.includes("added")) {
    element.addEventListener("change", (change) => {
      const input = change.target;
      if (input.type !== "file" || !input.files.length) return;
      queue(Promise.resolve(Array.from(input.files, (file) => ({ file, folder: file.webkitRelativePath.split("/").slice(0, -1).join("/") }))));
      input.value = "";
    });
    element.addEventListener("click", (click) => { if (click.target.closest("[data-stop]")) adding.stopped = true; });
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      element.addEventListener(kind, (drag) => {
        const zone = element.querySelector(".drop");
        if (!zone || !Array.from(drag.dataTransfer.types).includes("Files")) return;
        drag.preventDefault();
        zone.classList.toggle("over", kind === "dragenter" || kind === "dragover");
        if (kind !== "drop") return;
        // What was dropped can be asked for only now; reading the folders may take longer.
        const dropped = Array.from(drag.dataTransfer.items).filter((item) => item.kind === "file");
        const entries = dropped.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
        queue(Promise.all(entries.map(({ entry, file }) => (entry ? filesBelow(entry) : [{ file, folder: "" }]))).then((found) => found.flat()));
      });
    }
  }

  if (listing) {
    element.addEventListener("change", (change) => {
      if (change.target.dataset.all !== undefined) for (const box of element.querySelectorAll("input[name=document]")) box.checked = change.target.checked;
    });
    watch("value", () => { for (const box of element.querySelectorAll("input[data-all]")) box.checked = false; });
  }

  if (facts) {
    element.addEventListener("submit", (submit) => {
      submit.preventDefault();
      const fields = Object.fromEntries(Array.from(submit.target.querySelectorAll("[data-fact]"), (field) => [field.dataset.fact, field.value]));
      trigger("save", { document: submit.target.dataset.document, fields });
    });
    // Escape asks the server, as the button does: what is shown is always what it said last.
    element.addEventListener("cancel", (cancel) => { cancel.preventDefault(); trigger("cancel", {}); }, true);
    watch("value", () => {
      const dialog = element.querySelector("dialog"), form = element.querySelector("form");
      if (!dialog) {
        const opener = Array.from(document.querySelectorAll("#documents button[data-event=edit]")).find((button) => button.dataset.document === facts.shown);
        if (opener) opener.focus();
        return;
      }
      facts.shown = form ? form.dataset.document : facts.shown;
      for (const field of element.querySelectorAll("[data-fact]")) field.value = field.dataset.value;
      // Gradio takes away the mark that it is open, and it stands over the page all the same.
      if (dialog.matches(":modal")) dialog.setAttribute("open", "");
      else dialog.showModal();
      const first = element.querySelector("[data-fact], button");
      if (first && !dialog.contains(document.activeElement)) first.focus();
    });
  }
}
