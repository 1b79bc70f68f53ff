import { bashPieces, type Dice } from "./bashCorpus";

/** Puts a few pieces that mean something to the shell into a text, each in place of up to two characters. */
export function mangled(dice: Dice, text: string): string {
  let result = text;
  for (let left = 1 + dice.below(3); left > 0; left -= 1) {
    const at = dice.below(result.length + 1);
    const piece = bashPieces[dice.below(bashPieces.length)] ?? "";
    result = result.slice(0, at) + piece + result.slice(at + dice.below(3));
  }
  return result;
}
