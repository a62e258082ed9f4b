/** Takes the code fence off that many models put around JSON; a text without one stays as it is. */
export function withoutCodeFence(text: string): string {
  const stripper = createFenceStripper();
  return stripper.push(text) + stripper.end();
}

/** The same piece by piece: what comes out at once is sure not to belong to a fence. */
export interface FenceStripper {
  push(piece: string): string;
  /** What was held back and is no fence. */
  end(): string;
}

const FENCE = '```';
/** The name of a language after an opening fence, at most; a longer line is no fence. */
const MAX_OPENING = 40;
const MAX_HELD = 100;

export function createFenceStripper(): FenceStripper {
  let state: 'start' | 'inside' | 'plain' = 'start';
  let held = '';
  /** Keeps back what may be the closing fence: whitespace and backticks at the end. */
  const pass = (text: string): string => {
    const all = held + text;
    let end = all.length;
    while (end > 0 && '` \t\r\n'.includes(all.charAt(end - 1))) end--;
    // A model that writes blanks without end must not be looked back on again and again.
    end = Math.max(end, all.length - MAX_HELD);
    held = all.slice(end);
    return all.slice(0, end);
  };
  return {
    push(piece) {
      if (state === 'plain') return piece;
      if (state === 'inside') return pass(piece);
      held += piece;
      const text = held.trimStart();
      if (!text.startsWith(FENCE.slice(0, text.length)) || held.length - text.length > MAX_HELD) {
        state = 'plain';
        return flush();
      }
      const lineEnd = text.indexOf('\n');
      if (lineEnd < 0 && text.length <= MAX_OPENING) return '';
      if (lineEnd < 0 || !/^```[\w-]*[ \t\r]*$/u.test(text.slice(0, lineEnd))) {
        state = 'plain';
        return flush();
      }
      state = 'inside';
      held = '';
      return pass(text.slice(lineEnd + 1));
    },
    end() {
      if (state !== 'inside') return flush();
      const closed = /^\s*```\s*$/u.test(held);
      const rest = flush();
      return closed ? '' : rest;
    },
  };

  function flush(): string {
    const rest = held;
    held = '';
    return rest;
  }
}
