import { parseProfile } from "../core/profile/parse";
import { newProfileText } from "../core/profile/template";
import { valueProblems, worstFinding, type InputFinding } from "./valueFinding";

/**
 * Judges a value that is typed for a key of a new file, by the rules that the file is judged by, but for what depends on
 * another key. Undefined: it is sound.
 */
export function inputFinding(key: string, value: string): InputFinding | undefined {
  const profile = parseProfile(newProfileText({ [key]: value }), { hostName: "localhost", homeFolder: "/" });
  return worstFinding(valueProblems(profile, key).filter(({ related }) => related === undefined));
}
