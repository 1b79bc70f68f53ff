/** Gives what is loaded when somebody first asks for it. */
export interface FirstUse<T> {
  (): Promise<T>;
  /** What is there already. */
  readonly opened: () => T | undefined;
  /** Ends what was loaded, now or when it comes. */
  readonly dispose: () => void;
}

/** A function, or something that may have an end. */
type Endable = ((...args: never[]) => unknown) | { readonly dispose: () => void };

/** Loads something when it is first asked for, and once; what could not be loaded is tried again the next time. */
export function onFirstUse<T extends Endable>(load: () => Promise<T>): FirstUse<T> {
  let loading: Promise<T> | undefined;
  let opened: T | undefined;
  let isOver = false;
  const begun = async (): Promise<T> => {
    try {
      opened = await load();
    } catch (error) {
      loading = undefined;
      throw error;
    }
    if (isOver) {
      end(opened);
    }
    return opened;
  };
  return Object.assign(() => (loading ??= begun()), {
    opened: () => opened,
    dispose: () => {
      isOver = true;
      end(opened);
    },
  });
}

function end(loaded: Endable | undefined): void {
  if (loaded !== undefined && "dispose" in loaded) {
    loaded.dispose();
  }
}
