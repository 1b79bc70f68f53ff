import * as l10n from "@vscode/l10n";

/**
 * The language that the sentences are in, as a tag of BCP 47: each translation has its own for the key, and without a
 * translation the sentences are English, whatever language the window is in. So numbers and lists never differ from the
 * sentence around them.
 */
export const textLanguage = languageOf(l10n.t("en"));

/** Takes what a translation says its language is; English where that is no tag, or none that this machine formats. */
export function languageOf(tag: string): string {
  const isTag = /^[a-z]{2,3}(-[A-Za-z\d]{2,8})*$/.test(tag);
  return isTag && Intl.NumberFormat.supportedLocalesOf(tag).length > 0 ? tag : "en";
}
