/** Sets of texts by a key, each there as long as something is in it. */
export class Groups {
  readonly #members = new Map<string, Set<string>>();

  add(key: string, member: string): void {
    const group = this.#members.get(key) ?? new Set();
    this.#members.set(key, group.add(member));
  }

  remove(key: string, member: string): void {
    const group = this.#members.get(key);
    group?.delete(member);
    if (group?.size === 0) {
      this.#members.delete(key);
    }
  }

  /** The members of a key, in the order that they came; a set that lives on while members come and go. */
  at(key: string): ReadonlySet<string> {
    return this.#members.get(key) ?? none;
  }
}

const none: ReadonlySet<string> = new Set();
