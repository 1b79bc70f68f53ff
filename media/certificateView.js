// The page of Explain Certificate: tells the extension which button was pressed, and says what was copied.
(function () {
  const host = acquireVsCodeApi();
  let copied;

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button === null) {
      return;
    }
    const { copy, act, docs } = button.dataset;
    if (copy !== undefined) {
      host.postMessage({ kind: "copy", index: Number(copy) });
    } else if (act === "unlock") {
      host.postMessage({ kind: "unlock" });
    } else if (docs !== undefined) {
      host.postMessage({ kind: "docs", code: docs });
    }
  });

  /** The button says that it was pressed, also to who hears it, until another one is. */
  function told(button) {
    const before = { text: button.textContent, label: button.getAttribute("aria-label") };
    button.textContent = button.dataset.copied;
    button.setAttribute("aria-label", button.dataset.copiedLabel);
    return {
      restore: () => {
        button.textContent = before.text;
        button.setAttribute("aria-label", before.label);
      },
    };
  }

  window.addEventListener("message", ({ data }) => {
    if (data?.kind !== "copied") {
      return;
    }
    const button = document.querySelector(`[data-copy="${Number(data.index)}"]`);
    if (button === null) {
      return;
    }
    copied?.restore();
    copied = told(button);
    document.getElementById("status").textContent = button.getAttribute("aria-label");
  });
})();
