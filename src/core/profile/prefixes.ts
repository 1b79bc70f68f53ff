/** What a bundle's file names add to the prefix before their last ending. */
const innerEndings = [".pub", ".pk8", ".nopass", ".chain"];

/**
 * Tells whether a file-name prefix could leave its folder or be refused by a file system: a separator, `..`, a
 * character that Windows forbids, a control character, a blank at either end, a leading hyphen.
 */
export function isUnsafePrefix(prefix: string): boolean {
  return /[/\\:*?"<>|\u0000-\u001F\u007F]|\.\.|^-|^\s|\s$|^\.$/.test(prefix);
}

/** Tells whether Windows keeps a name for a device, whatever its ending. Source: Microsoft, "Naming Files". */
export function isReservedFileName(prefix: string): boolean {
  return /^(?:CON|PRN|AUX|NUL|COM[1-9¹²³]|LPT[1-9¹²³]|CONIN\$|CONOUT\$)\s*(?:\.|$)/i.test(prefix);
}

/** Tells whether two bundles in one folder would share a file name, on file systems that ignore case too. */
export function collidingPrefixes(one: string, other: string): boolean {
  return collisionsOf(one).includes(other.toLowerCase());
}

/** Gives every prefix, in lower case, whose bundle would share a file name with this one's in one folder. */
export function collisionsOf(prefix: string): readonly string[] {
  const own = prefix.toLowerCase();
  const longer = innerEndings.map((ending) => own + ending);
  const shorter = innerEndings
    .filter((ending) => own.endsWith(ending))
    .map((ending) => own.slice(0, -ending.length));
  return [own, ...longer, ...shorter];
}
