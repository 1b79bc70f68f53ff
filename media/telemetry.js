// The view Telemetry: draws what the extension sends, as lines or as a table, and walks along a line with the keys.
(function () {
  const host = acquireVsCodeApi();
  const svg = "http://www.w3.org/2000/svg";
  const byId = (id) => document.getElementById(id);
  const cards = new Map();
  let { isTable = false, isPaused = false } = host.getState() ?? {};
  let picture = { devices: [], note: "" };

  const make = (name, className, text) => {
    const element = document.createElement(name);
    element.className = className ?? "";
    element.textContent = text ?? "";
    return element;
  };

  function cardOf(series) {
    const card = make("div", `card ${series.direction}`);
    const head = make("div", "head");
    const [key, last] = [make("span", "key"), make("span", "last")];
    head.append(key, last);
    const chart = document.createElementNS(svg, "svg");
    chart.setAttribute("viewBox", "0 0 300 60");
    chart.setAttribute("preserveAspectRatio", "none");
    // Keys that a screen reader gives to the page are those of a slider: it goes from point to point.
    chart.setAttribute("role", "slider");
    chart.setAttribute("tabindex", "0");
    const [line, mark] = [document.createElementNS(svg, "path"), document.createElementNS(svg, "path")];
    line.setAttribute("class", "line");
    mark.setAttribute("class", "mark");
    chart.append(line, mark);
    const scale = make("div", "scale");
    const [range, time] = [make("span"), make("span")];
    scale.append(range, time);
    card.append(head, chart, scale);
    const made = { card, key, last, chart, line, mark, range, time, series, at: undefined, row: rowOf() };
    chart.addEventListener("keydown", (event) => walk(made, event));
    chart.addEventListener("blur", () => {
      made.at = undefined;
      mark.setAttribute("d", "");
      speak(made);
    });
    return made;
  }

  /** The row of a value in the table; its name is its heading. */
  function rowOf() {
    const row = make("tr");
    const cells = [0, 1, 2, 3, 4, 5, 6, 7].map((column) => make(column === 1 ? "th" : "td"));
    cells[1].scope = "row";
    row.append(...cells);
    return row;
  }

  function walk(made, event) {
    const { marks } = made.series;
    const end = marks.length - 1;
    const at = made.at ?? marks.length;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: end }[event.key];
    if (next === undefined || end < 0) {
      return;
    }
    event.preventDefault();
    made.at = Math.min(Math.max(next, 0), end);
    showMark(made);
    speakPoint(made);
  }

  /** What is said of a line by whoever comes to it. */
  function speak(made) {
    made.chart.setAttribute("aria-label", made.series.spoken);
    speakPoint(made);
  }

  function speakPoint({ chart, series, at }) {
    const last = series.marks.length - 1;
    const place = at ?? last;
    chart.setAttribute("aria-valuemin", "0");
    chart.setAttribute("aria-valuemax", String(last));
    chart.setAttribute("aria-valuenow", String(place));
    chart.setAttribute("aria-valuetext", series.marks[place]?.[2] ?? "");
  }

  function showMark({ series, at, mark, time }) {
    const point = at === undefined ? undefined : series.marks[at];
    mark.setAttribute("d", point === undefined ? "" : `M${point[0]} 0V60`);
    if (point !== undefined) {
      time.textContent = point[2];
    }
  }

  function show(made, series) {
    const arrow = series.direction === "sent" ? "↑" : "↓";
    made.series = series;
    made.key.textContent = `${arrow} ${series.key}`;
    made.last.textContent = series.last;
    made.line.setAttribute("d", series.path);
    // What changes while one is there would be spoken over what the keys say.
    if (document.activeElement !== made.chart) {
      speak(made);
    }
    made.range.textContent = `${series.least} … ${series.most}`;
    made.time.textContent = series.from === series.to ? series.to : `${series.from} – ${series.to}`;
    showMark(made);
  }

  /** Elements that stay: whoever reads or has the focus in one loses neither. */
  function put(parent, children) {
    children.forEach((child, place) => {
      if (parent.children[place] !== child) {
        parent.insertBefore(child, parent.children[place] ?? null);
      }
    });
    while (parent.children.length > children.length) {
      parent.lastElementChild.remove();
    }
  }

  function write(element, text) {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }

  function groupOf() {
    const group = make("section", "device");
    const [title, grid] = [make("h2"), make("div", "grid")];
    group.append(title, grid);
    return { group, title, grid };
  }

  const groups = [];

  function drawCharts() {
    picture.devices.forEach(({ name, series }, place) => {
      groups[place] ??= groupOf();
      write(groups[place].title, name);
      put(
        groups[place].grid,
        series.map((one) => cardFor(one).card),
      );
    });
    put(
      byId("charts"),
      groups.slice(0, picture.devices.length).map(({ group }) => group),
    );
  }

  function cardFor(series) {
    const made = cards.get(series.id) ?? cardOf(series);
    cards.set(series.id, made);
    show(made, series);
    return made;
  }

  function tableOf() {
    const table = make("table");
    const [head, top, body] = [make("thead"), make("tr"), make("tbody")];
    const { names, caption } = byId("rows").dataset;
    top.append(
      ...JSON.parse(names).map((name) => {
        const cell = make("th", "", name);
        cell.scope = "col";
        return cell;
      }),
    );
    head.append(top);
    table.append(make("caption", "spoken", caption), head, body);
    byId("rows").append(table);
    return body;
  }

  let body;

  function drawRows() {
    body ??= tableOf();
    const rows = picture.devices.flatMap((device) =>
      device.series.map((series) => {
        const { row } = cardFor(series);
        const { key, way, last, least, most, points, to } = series;
        [device.name, key, way, last, least, most, String(points), to].forEach((text, column) =>
          write(row.cells[column], text),
        );
        return row;
      }),
    );
    put(body, rows);
  }

  function draw() {
    const isEmpty = picture.devices.length === 0;
    byId("empty").hidden = !isEmpty;
    byId("charts").hidden = isTable || isEmpty;
    byId("rows").hidden = !isTable || isEmpty;
    byId("note").textContent = picture.note;
    byId("table").setAttribute("aria-pressed", String(isTable));
    byId("pause").setAttribute("aria-pressed", String(isPaused));
    if (isTable) {
      drawRows();
    } else {
      drawCharts();
    }
  }

  const keep = () => {
    host.setState({ isTable, isPaused });
    draw();
  };
  byId("table").addEventListener("click", () => {
    isTable = !isTable;
    keep();
  });
  byId("pause").addEventListener("click", () => {
    isPaused = !isPaused;
    keep();
    if (!isPaused) {
      host.postMessage({ kind: "ready" });
    }
  });
  byId("clear").addEventListener("click", () => {
    cards.clear();
    picture = { devices: [], note: "" };
    host.postMessage({ kind: "clear" });
    draw();
  });
  window.addEventListener("message", ({ data }) => {
    if (data?.kind === "draw" && !isPaused) {
      picture = data.picture;
      draw();
    }
  });
  draw();
  host.postMessage({ kind: "ready" });
})();
