// What a window shows for a moment, and what VS Code in a browser keeps: state, settings, the keyring.

/* global document, indexedDB, localStorage, MutationObserver, TextDecoder */

/** Where VS Code in a browser keeps secrets that extensions gave it. */
const keyringItem = "secrets.provider";

/** Keeps the text of each notification from now on, in the page. Call it before the page is opened. */
export async function keepNotifications(context) {
  await context.addInitScript(() => {
    const kept = new Set();
    globalThis.keptNotifications = kept;
    new MutationObserver(() => {
      for (const message of document.querySelectorAll(".notification-list-item-message")) {
        kept.add(message.textContent ?? "");
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** Tells a witness all of that, before the window goes. A page that has crashed keeps nothing. */
export async function tellState(page, witness) {
  let state;
  try {
    state = await page.evaluate(readState);
  } catch {
    return;
  }
  const { [keyringItem]: keyring, ...local } = state.local;
  Object.values(keyring === undefined ? {} : parsed(keyring)).forEach((value) => {
    witness.secret(String(value), "a secret of the keyring");
  });
  witness.output("notifications", state.notifications.join("\n"));
  witness.output("the browser's storage", JSON.stringify(local));
  state.databases.forEach(([name, text]) => witness.output(`database ${name}`, text));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Runs in the page. */
async function readState() {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const databases = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(all.getAllKeys()), done(all.getAll())]);
      const texts = values.map((value) =>
        value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : JSON.stringify(value),
      );
      databases.push([`${name}, ${store}`, keys.map((key, at) => `${String(key)}: ${texts[at]}`).join("\n")]);
    }
    database.close();
  }
  return {
    databases,
    local: { ...localStorage },
    notifications: [...(globalThis.keptNotifications ?? [])],
  };
}
