// The records, table by table, in blocks of rows.
const ROWS = 40;
const blockOf = new Map(); // of a record's or a heading's key without its column
let rows;

// How wide text is, in pixels: of cells, and of the names of columns.
const pen = make("canvas").getContext("2d");
const family = getComputedStyle(document.body).fontFamily;
const CELL = `14px ${family}`, NAME = `700 12.8px ${family}`;
const LETTER = 7.7;
function widest(text, font, most) {
  pen.font = font;
  const words = text.split(/[\s-]+/);
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a), "");
  return Math.min(most, pen.measureText(longest.slice(0, 60)).width);
}

// Per table how wide its columns are, by the text in them: the longest word has to fit, and what room is left is shared.
const widths = data.tables.map((table) => {
  const least = table.columns.map((name) => widest(name, NAME, 150));
  const sums = least.map(() => 36);
  let seen = 1;
  for (const item of table.items.slice(0, 400)) {
    if (!item.cells) continue;
    seen += 1;
    item.cells.forEach((text, column) => {
      sums[column] += Math.min(text.length, 400) ** 2;
      least[column] = Math.max(least[column], widest(text, CELL, 125));
    });
  }
  // Between the average and the longest: the root of the average square.
  const wide = sums.map((sum) => Math.sqrt(sum / seen));
  return { wide, all: wide.reduce((a, b) => a + b, 0), least: least.map((pixels) => 20 + pixels) };
});

// Gives the columns of all tables their widths, in pixels.
const NUMBER = 66;
function layOut() {
  const room = $("records").clientWidth - 28;
  document.querySelectorAll("#records table").forEach((node) => {
    const { wide, all, least: words } = widths[node.dataset.table];
    let least = words;
    const add = () => least.reduce((a, b) => a + b, NUMBER);
    // Where it has to be moved sideways at any rate, long text has lines of thirty letters.
    if (add() > room) least = words.map((pixels, column) => Math.max(pixels, 20 + LETTER * Math.min(30, wide[column])));
    const sum = add();
    const rest = Math.max(0, room - sum);
    node.style.width = `${Math.max(room, sum)}px`;
    const columns = node.firstChild.children;
    columns[0].style.width = `${NUMBER}px`;
    least.forEach((pixels, column) => (columns[column + 1].style.width = `${pixels + (rest * wide[column]) / all}px`));
  });
}
new ResizeObserver(layOut).observe($("records"));

function tableNode(number, items) {
  const table = data.tables[number];
  const total = table.items.filter((item) => item.cells).length;
  const now = items.filter((item) => item.cells).length;
  const title = make("h3", { id: `table-${number + 1}` }, `Table ${number + 1}: ${now === total ? count(total, "record") : `${now} of ${count(total, "record")}`}, ${range("page", table.pages)}`);
  const columns = make("colgroup", {}, make("col", { class: "number" }), ...table.columns.map(() => make("col")));
  const head = table.columns.map((name, column) => {
    const cell = make("th", { scope: "col", class: hue(column), "data-k": `h${number}-${column}`, tabindex: -1 }, make("span", { class: "letter" }, letter(column)), ...marked(name));
    dress(cell, cell.dataset.k);
    return cell;
  });
  const node = make(
    "table",
    { "aria-labelledby": title.id, "aria-rowcount": items.length + 1, "data-table": number },
    columns,
    make("thead", {}, make("tr", { "aria-rowindex": 1 }, make("th", { scope: "col" }, "No."), ...head)),
  );
  for (let from = 0; from < items.length; from += ROWS) {
    const some = items.slice(from, from + ROWS);
    const block = make("tbody");
    block.items = some;
    block.from = from;
    some.forEach((item) => blockOf.set(item.cells ? `c${item.record}` : `g${item.heading}`, block));
    node.append(block);
    empty(block, some.reduce((sum, item) => sum + height(item), 0));
    rows.watch(block);
  }
  return make("section", { class: "table" }, title, node);
}

// About how high a row will be, in pixels, with some hundred characters to a line of the whole table.
function height(item) {
  if (!item.cells) return 31;
  const { wide, all } = widths[item.table];
  const lines = item.cells.map((text, column) => Math.ceil(text.length / Math.max(4, (75 * wide[column]) / all)));
  return 10 + 22 * Math.max(2, ...lines);
}

function empty(block, pixels) {
  const cell = make("td", { colspan: data.tables[block.items[0].table].columns.length + 1 });
  cell.style.height = `${pixels}px`;
  block.replaceChildren(make("tr", { class: "empty", "aria-hidden": "true" }, cell));
}

function drawRows(block) {
  block.replaceChildren(...block.items.map((item, at) => row(item, block.from + at + 2)));
}

function row(item, index) {
  const width = data.tables[item.table].columns.length;
  if (!item.cells) {
    const key = `g${item.heading}`;
    const cell = make("th", { scope: "rowgroup", colspan: width + 1, "data-k": key, tabindex: -1 }, ...marked(item.text));
    dress(cell, key);
    return make("tr", { class: `level${Math.min(item.level, 1)}`, "aria-rowindex": index }, cell);
  }
  const number = make("th", { scope: "row" }, String(item.record + 1));
  number.append(make("small", {}, `p. ${item.pages[0] === item.pages[1] ? item.pages[0] : item.pages.join("–")}`));
  const findings = findingsOf(item);
  if (findings.length) number.append(make("span", { class: "flagged", role: "img", "aria-label": count(findings.length, "finding"), title: findings.map(findingText).join("\n") }, `⚠ ${findings.length}`));
  const cells = item.cells.map((text, column) => {
    const key = `c${item.record}-${column}`;
    const cell = make("td", { class: hue(column), "data-k": key, tabindex: -1 });
    if (doubtful(key)) cell.append(make("span", { class: "chip doubted" }, `? ${Math.round(sure.get(key) * 100)} %`));
    const cut = item.cut?.find(([at]) => at === column);
    if (cut) cell.append(make("span", { class: "chip", title: "A page break cuts this cell." }, `p. ${cut[1]} → ${cut[2]}`));
    cell.append(...marked(text));
    dress(cell, key);
    return cell;
  });
  return make("tr", { "aria-rowindex": index, "data-record": item.record }, number, ...cells);
}

// The findings on the lines of a record.
const findingLines = [...findingsOfLine.keys()].sort((a, b) => a - b);
function findingsOf({ lines: [first, last] }) {
  let from = 0, to = findingLines.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (findingLines[middle] < first) from = middle + 1;
    else to = middle;
  }
  const all = [];
  for (; findingLines[from] <= last; from += 1) all.push(...findingsOfLine.get(findingLines[from]));
  return all;
}

// Draws all tables anew, or those items that are wanted.
function drawTables(wanted) {
  rows?.forget();
  blockOf.clear();
  rows = new Lazy($("records"), 40, drawRows, empty);
  document.querySelectorAll("#records > .table").forEach((table) => table.remove());
  const nodes = data.tables.map((table, number) => tableNode(number, wanted ? wanted(table.items) : table.items));
  $("records").append(...nodes);
  layOut();
}

drawTables();
if (!data.tables.length) $("records").append(make("section", { class: "table" }, make("p", {}, "No table was found; the findings say why.")));
if (data.tables.length > 1) {
  $("tables").append(...data.tables.map((_, number) => make("a", { href: `#table-${number + 1}` }, `Table ${number + 1}`)));
}

// Findings: the gravest first, as many as there are.
const levels = ["error", "warning", "note"];
const order = data.findings.map((_, number) => number).sort((a, b) => levels.indexOf(data.findings[a].level) - levels.indexOf(data.findings[b].level) || a - b);
for (const number of order) {
  const { level, code, message, page, line } = data.findings[number];
  const place = [page != null && `page ${page}`, line != null && `line ${line}`].filter(Boolean).join(", ");
  const item = make("li", { class: level, "data-finding": number }, make("span", { class: "level" }, level), " ");
  if (place) item.append(make("a", { href: line != null ? `#line-${line}` : `#page-${page}`, "data-finding": number }, place), ": ");
  item.append(...marked(message), " ", make("code", {}, code));
  $("findings").lastElementChild.append(item);
}
$("findings").hidden = !order.length;
$("findings").open = order.length > 0;
$("findings").querySelector("h3").textContent = count(order.length, "finding");
