// The licences of what the package carries, as text for people.

/** Licences that ask for no more than to be named with their text. SPDX identifiers. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Unlicense",
]);

const line = "-".repeat(80);

/** The licence under which a package is taken: of `(BSD-3-Clause OR GPL-2.0)` the first. Undefined when none will do. */
export function chosenLicence({ licence }) {
  return typeof licence === "string"
    ? licence
        .replace(/^\((.*)\)$/, "$1")
        .split(" OR ")
        .find((one) => allowed.has(one))
    : undefined;
}

/** The MIT licence for packages that name it, and an author, and leave its text out. */
function mitText(author) {
  return `Copyright (c) ${author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

function textOf(one) {
  const text =
    one.licenceText ??
    (chosenLicence(one) === "MIT" && one.author !== undefined ? mitText(one.author) : undefined);
  return text === undefined ? undefined : [text, one.notice].filter(Boolean).join("\n");
}

/** What stands in the way of shipping packages: a sentence for each that has no licence we take, or no text of it. */
export function licenceProblems(packages) {
  return packages.flatMap((one) => {
    const id = `${one.name}@${one.version}`;
    if (chosenLicence(one) === undefined) {
      return [`${id} is under ${String(one.licence)}, which is not one of ${[...allowed].join(", ")}.`];
    }
    return textOf(one) === undefined ? [`${id} is under ${one.licence} and has no text of it.`] : [];
  });
}

/** The file of notices: each package with its licence's text. */
export function noticesOf(packages) {
  const parts = packages.map((one) => {
    const text = textOf(one).replace(/\r\n/g, "\n").trimEnd();
    return `${line}\n${one.name} ${one.version} (${chosenLicence(one)})\n${line}\n\n${text}\n`;
  });
  return `The extension ThingsBoard X.509 carries these packages, each under the licence that follows its name.\n\n${parts.join("\n")}`;
}
