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

  window.addEventListener("message", ({ data }) => {
    if (data?.kind !== "copied") {
      return;
    }
    const button = document.querySelector(`[data-copy="${Number(data.index)}"]`);
    if (button === null) {
      return;
    }
    if (copied !== undefined) {
      copied.textContent = "Copy";
    }
    button.textContent = "Copied";
    copied = button;
    document.getElementById("status").textContent = `${button.getAttribute("aria-label")}: done`;
  });
})();
