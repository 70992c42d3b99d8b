// The source, page by page: as its lines, or as drawn.
const sheets = data.pages.map((page, at) => {
  const title = make("h3", { id: `page-${page.page}` }, `Page ${page.page}`);
  const sheet = make("section", { class: "sheet", "data-at": at, "aria-labelledby": title.id }, title);
  sheet.append(room(page));
  return sheet;
});
const pages = new Lazy($("pages"), 40, drawSheet, (sheet, height) => {
  const space = make("div");
  space.style.height = `${Math.max(0, height - sheet.firstChild.offsetHeight - 24)}px`;
  sheet.replaceChildren(sheet.firstChild, space);
});

// About the room a page will take, so that the scroll bar is right from the start.
function room(page) {
  const space = make("div");
  if (page.drawn) space.style.aspectRatio = `${page.drawn.size[1] + 300} / ${page.drawn.size[2]}`;
  else space.style.height = `${page.lines.reduce((sum, [, segments]) => sum + (segments.length ? 22 : 8), 0)}px`;
  return space;
}

function drawSheet(sheet) {
  const page = data.pages[sheet.dataset.at];
  sheet.replaceChildren(sheet.firstChild);
  if (page.drawn) sheet.append(drawing(page));
  if (page.drawn && page.lines.length) sheet.append(make("h4", {}, "Text without a place on the page"));
  if (page.lines.length) sheet.append(lines(page));
}

function lines(page) {
  const begun = new Set();
  const block = make("div", { class: "lines" });
  for (const [line, segments] of page.lines) {
    const text = make("span", { class: "text", dir: "auto" });
    for (const segment of segments) {
      if (typeof segment === "string") {
        text.append(shown(segment));
        continue;
      }
      const [string, what] = segment;
      const key = keyOf(what);
      const piece = make("span", { class: `what${what[0]}` }, ...marked(string));
      if (key) {
        piece.dataset.k = key;
        if (what[0] === 0) {
          // The first piece on a page says which record it is, as cells of spreadsheets are called.
          piece.dataset.label = (doubtful(key) ? "?" : "") + (begun.has(key) ? letter(what[2]) : `${letter(what[2])}${what[1] + 1}`);
          piece.classList.add(hue(what[2]));
          piece.tabIndex = -1;
        }
        if (what[0] === 1) piece.dataset.label = letter(what[2]);
        begun.add(key);
        dress(piece, key);
      }
      text.append(piece);
    }
    const findings = findingsOfLine.get(line) ?? [];
    const number = make("span", { class: "no", title: findings.map(findingText).join("\n") || null }, `${findings.length ? "⚠ " : ""}${line}`);
    block.append(make("div", { class: findings.length ? "row flag" : segments.some((segment) => typeof segment !== "string") ? "row" : "row blank", "data-line": line }, number, text));
  }
  return block;
}

function drawing(page) {
  const { size, marks, words, rules, fills } = page.drawn;
  const left = size[0] - 260;
  const svg = make("svg:svg", {
    viewBox: `${left} -20 ${size[0] + size[1] + 40 - left} ${size[2] + 40}`,
    role: "group",
    class: data.layout ? "mono" : null,
    "aria-label": `Page ${page.page} as drawn`,
  });
  svg.style.minWidth = `${size[1] / 16}px`;
  const rect = ([x, y, width, height], attributes) => make("svg:rect", { x, y, width, height, ...attributes });
  for (const fill of fills) svg.append(rect(fill, { class: "fill" }));
  const begun = new Set();
  // Letters of columns in keeping with the text.
  const heights = words.map(([, , height]) => height).sort((a, b) => a - b);
  const small = 0.68 * (heights[heights.length >> 1] ?? 100);
  const groups = marks.map(([what, area]) => {
    const key = keyOf(what);
    const group = make("svg:g", { class: `what${what[0]}` }, rect(area, { class: "area" }));
    const title = describe(what);
    if (title) group.append(make("svg:title", {}, title));
    if (key) {
      group.dataset.k = key;
      dress(group, key);
    }
    if (what[0] === 0 || what[0] === 1) {
      group.classList.add(...(what[0] === 0 ? [hue(what[2])] : []));
      group.setAttribute("tabindex", -1);
      const name = (doubtful(key) ? "?" : "") + letter(what[2]);
      const first = what[0] === 0 && !begun.has(what[1]);
      if (first) begun.add(what[1]);
      group.append(
        make("svg:text", { class: "label", x: area[0] - 8, y: area[1] + small, "font-size": small, "text-anchor": "end" }, first ? `${name}${what[1] + 1}` : name),
      );
    }
    svg.append(group);
    return group;
  });
  for (const [x1, y1, x2, y2] of rules) svg.append(make("svg:line", { class: "rule", x1, y1, x2, y2 }));
  for (const [line, lineTop, lineHeight, list] of words) {
    if (findingsOfLine.has(line)) {
      const flag = make("svg:text", { class: "flag", x: left + 10, y: lineTop + lineHeight, "font-size": 110 }, "⚠");
      flag.append(make("svg:title", {}, findingsOfLine.get(line).map(findingText).join("\n")));
      svg.append(flag);
    }
    for (const [x, width, string, mark, bold, y = lineTop, height = lineHeight] of list) {
      const plain = shown(string);
      const word = make(
        "svg:text",
        {
          x,
          y: y + 0.75 * height,
          "font-size": height,
          textLength: Math.max(width, 1),
          lengthAdjust: "spacingAndGlyphs",
          "font-weight": bold ? "bold" : null,
          "data-line": line,
          class: found.text && found.words.some((one) => fold(plain).includes(one)) && (mark < 0 ? found.lines.has(line) : hits(marks[mark][0], line)) && "mark",
        },
        plain,
      );
      (groups[mark] ?? svg).append(word);
    }
  }
  return svg;
}

const hits = (what, line) => (keyOf(what) ? found.keys.has(keyOf(what)) : found.lines.has(line));

// A piece in words.
function describe([kind, a, b]) {
  const column = (table) => `${letter(b)}: ${shown(data.tables[table]?.columns[b] ?? "")}`;
  switch (kind) {
    case 0: return `record ${a + 1}, column ${column(records[a]?.table)}`;
    case 1: return `header of column ${column(a)}`;
    case 2: return "header row, repeated (page furniture)";
    case 3: return headings[a]?.level ? "subsection" : "section";
    case 4: return "page furniture";
    case 5: return "outside of all tables";
    default: return "unaccounted";
  }
}

$("pages").append(...sheets);
sheets.forEach((sheet) => pages.watch(sheet));
