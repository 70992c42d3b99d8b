// Search in the records and in the source alike.
let entries = null; // made when it is first needed
let hit = -1;
let matches = [];

function index() {
  const all = [];
  for (const item of records) item.cells.forEach((text, column) => text && all.push({ key: `c${item.record}-${column}`, text: fold(shown(text)) }));
  headings.forEach(({ text }, number) => all.push({ key: `g${number}`, text: fold(shown(text)) }));
  data.tables.forEach(({ columns }, number) => columns.forEach((name, column) => all.push({ key: `h${number}-${column}`, text: fold(shown(name)) })));
  // What is in no cell: line by line.
  for (const page of data.pages) {
    for (const [line, segments] of page.lines) {
      const rest = segments.filter((segment) => typeof segment !== "string" && !keyOf(segment[1])).map(([text]) => text);
      if (rest.length) all.push({ line, text: fold(shown(rest.join(" "))) });
    }
    for (const [line, , , words] of page.drawn?.words ?? []) {
      const rest = words.filter(([, , , mark]) => mark < 0 || !keyOf(page.drawn.marks[mark][0])).map(([, , text]) => text);
      if (rest.length) all.push({ line, text: fold(shown(rest.join(" "))) });
    }
  }
  return all;
}

function search(text) {
  found.text = fold(text.trim());
  found.words = found.text.split(/\s+/).filter(Boolean);
  found.keys = new Set();
  found.lines = new Set();
  matches = [];
  hit = -1;
  if (found.text) {
    entries ??= index();
    matches = entries.filter((entry) => entry.text.includes(found.text));
    for (const { key, line } of matches) key ? found.keys.add(key) : found.lines.add(line);
  }
  const cells = matches.filter(({ key }) => key?.[0] === "c").length;
  const others = matches.length - cells;
  $("hits").textContent = found.text ? `${count(cells, "cell")}, ${count(others, "other place")}` : "";
  drawTables(found.text && $("only").checked ? matching : null);
  pages.redraw();
  if (!found.text && current) select(current);
}

// Records with a match, and the headings they stand under.
function matching(items) {
  const kept = [];
  let above = [];
  for (const item of items) {
    if (!item.cells) {
      above = [...(item.level ? above.filter(({ level }) => !level) : []), item];
      if (found.keys.has(`g${item.heading}`)) kept.push(...above.splice(0));
    } else if (item.cells.some((_, column) => found.keys.has(`c${item.record}-${column}`))) {
      kept.push(...above.splice(0), item);
    }
  }
  return kept;
}

function nextHit(by) {
  if (!matches.length) return say("Nothing found.");
  hit = hit < 0 && by < 0 ? matches.length - 1 : (hit + by + matches.length) % matches.length;
  const { key, line } = matches[hit];
  if (key) select(key);
  else showLine(line);
  $("hits").textContent = `${hit + 1} of ${count(matches.length, "place")}`;
}

let waiting = 0;
$("query").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => search($("query").value), 150);
});
$("only").addEventListener("change", () => search($("query").value));
$("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    if (fold($("query").value.trim()) !== found.text) {
      clearTimeout(waiting);
      search($("query").value);
    }
    nextHit(event.shiftKey ? -1 : 1);
  }
  if (event.key === "Escape") {
    $("query").value = "";
    search("");
    $("records").focus();
  }
});
