import * as vscode from "vscode";
import type { CaChoice } from "../../flows/deviceCa";
import { nameOf } from "../../flows/paths";
import { optionsArgument } from "../callArguments";
import { pickOne, type PickRow } from "../pick";
import { signerWords } from "../words/fleet";
import { workspaceCas, type WorkspaceCa } from "../workspaceCas";

/** Who signs the certificates of a fleet; without `ca` each is signed by its own key. */
export interface ChosenSigner {
  readonly ca: CaChoice | undefined;
}

interface Item extends PickRow {
  /** What choosing it means; the path of a CA's certificate. */
  readonly means: "own-key" | "new-ca" | { readonly path: string };
}

/**
 * Asks who signs a fleet: its own keys, a device CA of the workspace, or a new one. What the settings say stands first.
 * Undefined: the person cancelled.
 */
export async function askForSigner(
  usual: CaChoice | undefined,
  title: string,
): Promise<ChosenSigner | undefined> {
  const picked = await pickOne(itemsOf(await workspaceCas(), usual), {
    title,
    placeHolder: signerWords.question,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined || picked.means === "new-ca") {
    return picked && madeCa();
  }
  return { ca: picked.means === "own-key" ? undefined : { certificatePath: picked.means.path } };
}

/** The one of the settings is offered even where it lies elsewhere, or nowhere: that is told when it is to sign. */
function itemsOf(found: readonly WorkspaceCa[], usual: CaChoice | undefined): readonly Item[] {
  const path = usual?.certificatePath;
  const isKnown = path === undefined || found.some((ca) => ca.path === path);
  const all = isKnown
    ? found
    : [{ name: nameOf(path).replace(/\.ca\.pem$/, ""), path, place: path }, ...found];
  const cas: readonly Item[] = all.map((ca) => ({
    label: ca.name,
    icon: "verified",
    description: ca.path === path ? `${ca.place} · ${signerWords.usual}` : ca.place,
    detail: signerWords.ca,
    means: { path: ca.path },
  }));
  const own: Item = {
    label: signerWords.ownKey,
    icon: "key",
    ...(path === undefined ? { description: signerWords.usual } : {}),
    detail: signerWords.ownKeyDetail,
    means: "own-key",
  };
  const rows =
    path === undefined ? [own, ...cas] : [...cas.filter(isUsual), own, ...cas.filter((ca) => !isUsual(ca))];
  return [...rows, { label: signerWords.newCa, icon: "add", means: "new-ca" }];

  function isUsual({ means }: Item): boolean {
    return typeof means === "object" && means.path === path;
  }
}

async function madeCa(): Promise<ChosenSigner | undefined> {
  const { certificate } = optionsArgument(
    await vscode.commands.executeCommand("thingsboardX509.newDeviceCa"),
  );
  return typeof certificate === "string" ? { ca: { certificatePath: certificate } } : undefined;
}
