/** Median of some figures. */
export const median = (figures: readonly number[]): number =>
  [...figures].sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;

/** The figure below which so much of them lies: 0.95 for p95. */
export const atShare = (figures: readonly number[], share: number): number =>
  [...figures].sort((one, other) => one - other)[
    Math.min(figures.length - 1, Math.floor(figures.length * share))
  ] ?? Number.NaN;

/** Milliseconds that `rounds` runs took, one after the other. */
export async function time(rounds: number, run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let round = 0; round < rounds; round++) await run();
  return performance.now() - start;
}

/** One line of a result: what, how much, and against which goal. */
export function report(
  what: string,
  figure: string,
  goal?: { readonly text: string; readonly met: boolean },
): void {
  console.log(
    `${what.padEnd(58)} ${figure.padStart(16)}${goal ? `   goal ${goal.text}: ${goal.met ? 'met' : 'MISSED'}` : ''}`,
  );
}

/** Resident memory of a process in MiB, from /proc; undefined elsewhere. */
export async function residentMemory(pid: number): Promise<number | undefined> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
