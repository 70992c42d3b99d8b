// The data, and how its text becomes nodes: never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const COLORS = 7;

// Records and headings are counted over all tables; the same numbers are in the pieces of the source.
const records = [], headings = [];
data.tables.forEach((table, number) => {
  for (const item of table.items) {
    item.table = number;
    if (item.cells) item.record = records.push(item) - 1;
    else item.heading = headings.push(item) - 1;
  }
});

// A key names what stands on both sides: a cell, a column's header, a heading.
const keyOf = ([kind, a, b]) => (kind === 0 ? `c${a}-${b}` : kind === 1 ? `h${a}-${b}` : kind === 3 ? `g${a}` : null);
const parts = (key) => key.slice(1).split("-").map(Number);
const letter = (column) => {
  let name = "";
  for (let n = column; n >= 0; n = Math.floor(n / 26) - 1) name = String.fromCharCode(65 + (n % 26)) + name;
  return name;
};
const hue = (column) => `c${column % COLORS}`;

// What cannot be seen, or turns the order of what is around it, is shown by name.
const shown = (text) =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udfff](?![\udc00-\udfff])(?<![\ud800-\udbff][\udc00-\udfff])/g, (c) => {
    const code = c.charCodeAt(0);
    if (code === 13) return " ";
    if (code < 32) return String.fromCharCode(0x2400 + code);
    return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  });

function make(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null && value !== false) node.setAttribute(key, value === true ? "" : value);
  node.append(...children.filter((child) => child != null));
  return node;
}

const count = (number, what) => `${number.toLocaleString("en").replace(/,/g, "\u202f")} ${what}${number === 1 ? "" : "s"}`;
const range = (what, [first, last]) => (first === last ? `${what} ${first}` : `${what}s ${first}–${last}`);

// Where every key stands: per key the indices of its pages; per line of the source its page, and the first key on it.
const where = new Map(), pageOfLine = new Map(), keysOfLine = new Map();
data.pages.forEach((page, at) => {
  const put = (what, line) => {
    const key = keyOf(what);
    if (!key) return;
    const pages = where.get(key);
    if (!pages) where.set(key, [at]);
    else if (pages[pages.length - 1] !== at) pages.push(at);
    const keys = keysOfLine.get(line);
    if (!keys) keysOfLine.set(line, [key]);
    else if (keys[keys.length - 1] !== key) keys.push(key);
  };
  for (const [line, segments] of page.lines) {
    pageOfLine.set(line, at);
    for (const segment of segments) if (typeof segment !== "string") put(segment[1], line);
  }
  for (const [line, , , words] of page.drawn?.words ?? []) {
    pageOfLine.set(line, at);
    for (const [, , , mark] of words) if (mark >= 0) put(page.drawn.marks[mark][0], line);
  }
});

// Cells to look at: those of little confidence.
const sure = new Map();
records.forEach((record) => record.sure?.forEach(([column, hundredths]) => sure.set(`c${record.record}-${column}`, hundredths / 100)));
const doubtful = (key) => sure.has(key) && sure.get(key) < data.doubtful;
const findingsOfLine = new Map();
data.findings.forEach((finding, number) => {
  if (finding.line != null) findingsOfLine.set(finding.line, [...(findingsOfLine.get(finding.line) ?? []), number]);
});
const findingText = (number) => {
  const { level, message, code } = data.findings[number];
  return `${level}: ${shown(message)} [${code}]`;
};

// What is current: a key; what the search found; what is written over every cell alike.
let current = null;
const found = { text: "", words: [], keys: new Set(), lines: new Set() };
function dress(node, key) {
  if (key === current) node.classList.add("on");
  if (found.keys.has(key)) node.classList.add("hit");
  if (doubtful(key)) node.classList.add("doubt");
}

// Letters without accents and case, to be found by either.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Text with what the search found marked in it.
function marked(text) {
  const plain = shown(text);
  const folded = fold(plain);
  if (!found.text || !folded.includes(found.text)) return [plain];
  if (folded.length !== plain.length) return [make("mark", {}, plain)];
  const nodes = [];
  let from = 0;
  for (let at = folded.indexOf(found.text); at >= 0; at = folded.indexOf(found.text, from)) {
    nodes.push(plain.slice(from, at), make("mark", {}, plain.slice(at, at + found.text.length)));
    from = at + found.text.length;
  }
  nodes.push(plain.slice(from));
  return nodes;
}
