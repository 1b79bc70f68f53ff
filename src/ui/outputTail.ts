import { trimmedLine } from "./words/stream";

/** What an output channel can do, as far as it matters here. */
export interface Channel {
  append(text: string): void;
  replace(text: string): void;
  clear(): void;
}

/** The most characters that the channel holds: the view keeps them all, and looks at them again for each batch. */
const mostLength = 4 * 1_048_576;

/** How much is left when that is reached. */
const keptLength = 256 * 1024;

/** Makes something that writes to a channel, and takes its oldest part away before it grows too long. */
export function newOutputTail(channel: Channel): {
  readonly append: (text: string) => void;
  readonly clear: () => void;
} {
  let length = 0;
  let kept: string[] = [];
  let ofKept = 0;
  const keep = (text: string): void => {
    kept.push(text);
    ofKept += text.length;
    while (kept.length > 1 && ofKept > keptLength) {
      ofKept -= kept.shift()?.length ?? 0;
    }
  };
  return {
    append: (text) => {
      keep(text);
      length += text.length;
      if (length <= mostLength) {
        channel.append(text);
        return;
      }
      const left = `${trimmedLine}\n${kept.join("")}`;
      channel.replace(left);
      length = left.length;
    },
    clear: () => {
      channel.clear();
      length = 0;
      kept = [];
      ofKept = 0;
    },
  };
}
