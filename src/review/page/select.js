// Going to a cell, a heading, a line: both sides follow.
const both = (key, found) => document.querySelectorAll(`#source [data-k="${key}"], #records [data-k="${key}"]`).forEach(found);

// The block of rows that holds a key; none if a search hides it.
const rowsOf = (key) => blockOf.get(key[0] === "c" ? key.split("-")[0] : key);

function say(text) {
  $("status").textContent = text;
}

function place(key) {
  const [a, b] = parts(key);
  if (key[0] === "h") return `Header of column ${describe([1, a, b]).slice(17)}`;
  if (key[0] === "g") return `${headings[a].level ? "Subsection" : "Section"}: ${shown(headings[a].text)}`;
  const record = records[a];
  const name = data.tables[record.table].columns[b];
  const known = sure.has(key) ? `, confidence ${Math.round(sure.get(key) * 100)} %` : "";
  const text = shown(record.cells[b] ?? "").replace(/\s+/g, " ");
  return `${letter(b)}${a + 1}, ${shown(name)} (${range("page", record.pages)}, ${range("line", record.lines)}${known}): ${text || "empty"}`;
}

// Puts a node into the middle of its pane, unless it is in view already.
function bring(node, pane) {
  const box = node.getBoundingClientRect(), view = pane.getBoundingClientRect();
  const head = node.closest("table")?.tHead?.offsetHeight ?? 0;
  const top = view.top + head + 10;
  const side = node.closest(".sheet") ?? pane;
  if (box.left < view.left || box.right > view.right) side.scrollLeft += box.left - view.left - 80;
  if (box.top >= top && box.bottom <= view.bottom - 10) return;
  const room = view.bottom - top;
  pane.scrollTop += box.height < room - 20 ? box.top - top - (room - box.height) / 3 : box.top - top;
}

// What is drawn near the target changes its place: it is brought into view until it stays.
function settle(find, pane, tries = 5) {
  const node = find();
  if (!node) return;
  bring(node, pane);
  if (tries > 0) requestAnimationFrame(() => settle(find, pane, tries - 1));
}

// Makes a key the current one; `from` is the pane that is to stay as it is.
function select(key, { from = null, focus = false } = {}) {
  if (current) both(current, (node) => node.classList.remove("on"));
  document.querySelectorAll("[aria-current]").forEach((node) => node.removeAttribute("aria-current"));
  unmarkPlace();
  current = key;
  if (!key) return say("");
  const at = where.get(key);
  at?.forEach((page) => page - at[0] < 6 && pages.build(sheets[page]));
  const block = rowsOf(key);
  if (block) rows.build(block);
  both(key, (node) => node.classList.add("on"));
  const inTable = () => document.querySelector(`#records [data-k="${key}"]`);
  const inSource = () => document.querySelector(`#source [data-k="${key}"]`);
  inTable()?.setAttribute("aria-current", "true");
  if (from !== "source" && inSource()) settle(inSource, $("pages"));
  if (from !== "records" && inTable()) settle(inTable, $("records"));
  if (focus) inTable()?.focus({ preventScroll: true });
  const hidden = key[0] !== "h" && !block ? " The search hides it among the records." : "";
  say(place(key) + hidden);
  remember(key);
  showStop();
}

// The page's address leads to the same place again.
function remember(key) {
  try {
    history.replaceState(null, "", `#${key}`);
  } catch {
    // Not from all places may a page change its address.
  }
}

function unmarkPlace() {
  document.querySelectorAll(".there").forEach((node) => (node.matches("rect") ? node.remove() : node.classList.remove("there")));
}

// Shows a line of the source, and selects what the first piece of it belongs to.
function showLine(line) {
  const at = pageOfLine.get(line);
  if (at == null) return say(`Line ${line} has no place among the pages that were read.`);
  const key = keysOfLine.get(line)?.[0] ?? null;
  select(key, { from: "source" });
  pages.build(sheets[at]);
  const find = () => sheets[at].querySelector(`[data-line="${line}"]`);
  const node = find();
  if (node?.matches(".row")) node.classList.add("there");
  else if (node) mark(node.ownerSVGElement, line);
  settle(find, $("pages"));
  const findings = (findingsOfLine.get(line) ?? []).map(findingText).join("; ");
  say(`Page ${data.pages[at].page}, line ${line}. ${findings}`);
}

// A stripe behind the words of a line.
function mark(svg, line) {
  const boxes = [...svg.querySelectorAll(`[data-line="${line}"]`)].map((word) => word.getBBox());
  const x = Math.min(...boxes.map((box) => box.x)), y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width)), bottom = Math.max(...boxes.map((box) => box.y + box.height));
  svg.prepend(make("svg:rect", { class: "there", x: x - 30, y: y - 20, width: right - x + 60, height: bottom - y + 40 }));
}

function showPage(number) {
  const at = data.pages.findIndex(({ page }) => page >= number);
  const sheet = sheets[at < 0 ? sheets.length - 1 : at];
  if (!sheet) return;
  pages.build(sheet);
  const top = (tries) => {
    $("pages").scrollTop += sheet.getBoundingClientRect().top - $("pages").getBoundingClientRect().top - 8;
    if (tries) requestAnimationFrame(() => top(tries - 1));
  };
  top(4);
  say(`Page ${data.pages[sheet.dataset.at].page}`);
}

function showFinding(number) {
  const { line, page } = data.findings[number];
  if (line != null) showLine(line);
  else if (page != null) {
    showPage(page);
    say(findingText(number));
  } else say(findingText(number));
}

// Places to look at, in the order of the source: doubtful cells; where no confidence is known, findings and cells that a page
// break cuts.
const stops = [];
if (sure.size) {
  for (const key of sure.keys()) if (doubtful(key)) stops.push({ key, line: records[parts(key)[0]].lines[0] });
} else {
  data.findings.forEach(({ line, page }, finding) => (line ?? page) != null && stops.push({ finding, line: line ?? data.pages.find((sheet) => sheet.page === page)?.lines[0]?.[0] ?? 0 }));
  records.forEach(({ record, cut, lines }) => cut?.forEach(([column]) => stops.push({ key: `c${record}-${column}`, line: lines[0] })));
}
stops.sort((a, b) => a.line - b.line);
let stop = -1;
const what = sure.size ? "doubtful cell" : "place to look at";

function showStop() {
  const at = stop >= 0 && stops[stop].key === current ? `${stop + 1} of ` : "";
  $("stops").textContent = at + (stops.length === 1 || !/ at$/.test(what) ? count(stops.length, what) : `${stops.length} places to look at`);
}

function step(by) {
  if (!stops.length) return say(sure.size ? "No cell is doubtful." : "Nothing calls for a look: no finding has a place, and no page break cuts a cell.");
  stop = stop < 0 && by < 0 ? stops.length - 1 : (stop + by + stops.length) % stops.length;
  const { key, finding } = stops[stop];
  if (key) select(key, { focus: true });
  else showFinding(finding);
  $("stops").textContent = `${stop + 1} of ${sure.size ? count(stops.length, what) : stops.length === 1 ? "1 place to look at" : `${stops.length} places to look at`}`;
}
$("back").disabled = $("on").disabled = !stops.length;
showStop();

// One listener per kind of event for all cells.
const pane = (node) => (node.closest("#source") ? "source" : "records");
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-finding]");
  if (link) {
    event.preventDefault();
    return showFinding(Number(link.dataset.finding));
  }
  const node = event.target.closest("[data-k]");
  // Who marks text to copy it wants nothing else.
  if (node && (getSelection().isCollapsed || !getSelection().containsNode(node, true))) select(node.dataset.k, { from: pane(node) });
});
document.addEventListener("focusin", (event) => {
  const node = event.target.closest?.("[data-k]");
  if (node && node.dataset.k !== current) select(node.dataset.k, { from: pane(node) });
});
let near = null;
document.addEventListener("pointerover", (event) => {
  const key = event.target.closest?.("[data-k]")?.dataset.k ?? null;
  if (key === near) return;
  if (near) both(near, (node) => node.classList.remove("near"));
  near = key;
  if (near) both(near, (node) => node.classList.add("near"));
});
