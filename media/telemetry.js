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
    chart.setAttribute("role", "img");
    chart.setAttribute("tabindex", "0");
    const [line, mark] = [document.createElementNS(svg, "path"), document.createElementNS(svg, "path")];
    line.setAttribute("class", "line");
    mark.setAttribute("class", "mark");
    chart.append(line, mark);
    const scale = make("div", "scale");
    const [range, time] = [make("span"), make("span")];
    scale.append(range, time);
    card.append(head, chart, scale);
    const made = { card, key, last, chart, line, mark, range, time, series, at: undefined };
    chart.addEventListener("keydown", (event) => walk(made, event));
    chart.addEventListener("blur", () => {
      made.at = undefined;
      mark.setAttribute("d", "");
    });
    return made;
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
    byId("status").textContent = `${made.series.key}: ${marks[made.at][2]}`;
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
    made.chart.setAttribute("aria-label", series.spoken);
    made.range.textContent = `${series.least} … ${series.most}`;
    made.time.textContent = series.from === series.to ? series.to : `${series.from} – ${series.to}`;
    showMark(made);
  }

  function drawCharts() {
    const groups = picture.devices.map((device) => {
      const group = make("section", "device");
      const grid = make("div", "grid");
      for (const series of device.series) {
        const made = cards.get(series.id) ?? cardOf(series);
        cards.set(series.id, made);
        show(made, series);
        grid.append(made.card);
      }
      group.append(make("h2", "", device.name), grid);
      return group;
    });
    // Moving an element takes the focus from it.
    const focused = document.activeElement;
    byId("charts").replaceChildren(...groups);
    if (focused instanceof Element && document.activeElement !== focused) {
      const made = [...cards.values()].find(({ chart }) => chart === focused);
      const at = made?.at;
      focused.focus();
      if (made !== undefined && at !== undefined) {
        made.at = at;
        showMark(made);
      }
    }
  }

  function drawRows() {
    const table = make("table");
    const head = make("tr");
    const { names, caption } = byId("rows").dataset;
    head.append(
      ...JSON.parse(names).map((name) => {
        const cell = make("th", "", name);
        cell.scope = "col";
        return cell;
      }),
    );
    table.append(make("caption", "spoken", caption), head);
    for (const device of picture.devices) {
      for (const { key, direction, last, least, most, points, to } of device.series) {
        const row = make("tr");
        row.append(
          ...[device.name, key, direction, last, least, most, points, to].map((text) => make("td", "", text)),
        );
        table.append(row);
      }
    }
    byId("rows").replaceChildren(table);
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
