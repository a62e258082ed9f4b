/**
 * Counts paints of cards and lines where a page asks for it by setting `streambedRenders`: tests and benchmarks see that
 * a drag paints one card and its lines, and nothing else.
 */
declare global {
  var streambedRenders: Map<string, number> | undefined;
}

export const countRender = (what: 'card' | 'line' | 'region', id: string): void => {
  const counts = globalThis.streambedRenders;
  if (counts) counts.set(`${what} ${id}`, (counts.get(`${what} ${id}`) ?? 0) + 1);
};
