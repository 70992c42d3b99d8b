// Keys, the theme, sizes, printing.
const KEYS = [
  ["n p", sure.size ? "next, previous doubtful cell" : "next, previous finding or cell that a page break cuts", () => step(1), () => step(-1)],
  ["j k", "next, previous record (also ↓ ↑ in a cell)", () => move(1, 0), () => move(-1, 0)],
  ["l h", "next, previous column (also → ← in a cell)", () => move(0, 1), () => move(0, -1)],
  ["Enter", "from a cell to its text in the source, and back", null],
  ["/", "search; Enter and Shift+Enter go from match to match, Esc ends it", () => $("query").focus()],
  ["g", "go to a page", () => $("page").focus()],
  ["f", "findings", () => showFindings()],
  ["+ -", "larger, smaller pages", () => zoom(1.2), () => zoom(1 / 1.2)],
  ["t", "light or dark", () => theme()],
  ["Esc", "nothing selected", () => select(null)],
  ["?", "these keys", () => $("keys").showModal()],
];
const actions = new Map();
for (const [names, text, ...does] of KEYS) {
  const all = names.split(" ");
  all.forEach((name, at) => does[at] && actions.set(name === "Esc" ? "Escape" : name, does[at]));
  const term = make("dt");
  all.forEach((name) => term.append(make("kbd", {}, name), " "));
  $("keys").querySelector("dl").append(term, make("dd", {}, text));
}
const arrows = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, dialog[open]")) return;
  const cell = event.target.closest("[data-k]");
  if (cell && event.key === "Enter") {
    event.preventDefault();
    return cross(cell);
  }
  if (cell && arrows[event.key]) {
    event.preventDefault();
    return move(...arrows[event.key]);
  }
  const action = actions.get(event.key);
  if (!action) return;
  event.preventDefault();
  action();
});

// To the same cell on the other side.
function cross(cell) {
  const other = cell.closest("#source") ? "#records" : "#source";
  const key = cell.dataset.k;
  select(key);
  const target = document.querySelector(`${other} [data-k="${key}"]`);
  if (!target) return;
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", -1);
  target.focus({ preventScroll: true });
}

// From a record or column to the next; records that a search hides are passed over.
function move(down, right) {
  let [record, column] = current?.[0] === "c" ? parts(current) : [down < 0 ? records.length : -1, 0];
  if (current?.[0] === "g") {
    const at = data.tables.flatMap(({ items }) => items);
    const from = at.findIndex((item) => item.heading === parts(current)[0]);
    const next = at.slice(from).find((item) => item.cells);
    if (next) record = next.record - (down > 0 ? 1 : 0);
  }
  if (down) {
    do record += down;
    while (record >= 0 && record < records.length && !blockOf.has(`c${record}`));
  } else if (record < 0) record = 0;
  if (!records[record]) return say(down < 0 ? "This is the first record." : "This is the last record.");
  column = Math.max(0, Math.min(column + right, records[record].cells.length - 1));
  select(`c${record}-${column}`, { focus: true });
}

function showFindings() {
  $("findings").open = true;
  $("records").scrollTop = 0;
  ($("findings").querySelector("a") ?? $("findings").querySelector("summary")).focus();
}

let size = 1;
function zoom(by) {
  size = Math.min(4, Math.max(0.5, size * by));
  document.documentElement.style.setProperty("--zoom", size.toFixed(2));
  say(`Pages at ${Math.round(size * 100)} %`);
}
$("larger").addEventListener("click", () => zoom(1.2));
$("smaller").addEventListener("click", () => zoom(1 / 1.2));

// As the system has it, until the reader decides otherwise.
const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = null;
try {
  chosen = localStorage.getItem("rowstitch-theme");
} catch {
  // Nothing is kept where nothing may be kept.
}
function paint() {
  const dark = (chosen ?? (system.matches ? "dark" : "light")) === "dark";
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("theme").textContent = dark ? "Light" : "Dark";
}
function theme() {
  chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("rowstitch-theme", chosen);
  } catch {
    // As above.
  }
  paint();
}
system.addEventListener("change", paint);
$("theme").addEventListener("click", theme);
paint();

$("help").addEventListener("click", () => $("keys").showModal());
$("on").addEventListener("click", () => step(1));
$("back").addEventListener("click", () => step(-1));
$("page").addEventListener("change", () => showPage(Number($("page").value)));
$("page").addEventListener("keydown", (event) => {
  if (event.key === "Escape") $("pages").focus();
  if (event.key === "Enter") {
    showPage(Number($("page").value));
    $("pages").focus();
  }
});
// Which page is in view.
$("pages").addEventListener("scroll", () => {
  const { left, top, width } = $("pages").getBoundingClientRect();
  const sheet = document.elementFromPoint(left + width / 2, top + 40)?.closest(".sheet");
  if (sheet) $("page").placeholder = data.pages[sheet.dataset.at].page;
}, { passive: true });
const last = data.pages.at(-1)?.page ?? 1;
$("page").max = last;
$("page").after(` of ${last}`);

// How wide the source is, by pointer or arrow keys.
let share = 50;
function widen(to) {
  share = Math.min(80, Math.max(20, to));
  document.documentElement.style.setProperty("--left", `${share}%`);
  $("split").setAttribute("aria-valuenow", Math.round(share));
}
$("split").addEventListener("pointerdown", (event) => $("split").setPointerCapture(event.pointerId));
$("split").addEventListener("pointermove", (event) => {
  if ($("split").hasPointerCapture(event.pointerId)) widen((100 * event.clientX) / innerWidth);
});
$("split").addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -3, ArrowRight: 3 }[event.key];
  if (!by) return;
  event.preventDefault();
  widen(share + by);
});

addEventListener("beforeprint", () => {
  pages.everything(sheets);
  rows.everything(document.querySelectorAll("#records tbody"));
});

// An address that names a place leads there.
function arrive() {
  const wanted = location.hash.slice(1);
  const line = /^line-(\d+)$/.exec(wanted), page = /^page-(\d+)$/.exec(wanted);
  if (line) showLine(Number(line[1]));
  else if (page) showPage(Number(page[1]));
  else if (where.has(wanted) || document.querySelector(`[data-k="${CSS.escape(wanted)}"]`)) select(wanted);
}
addEventListener("hashchange", arrive);
arrive();
document.documentElement.dataset.ready = "";
