/** About 5 kB with headings, paragraphs, a list, a table and code; every file is another. */
export const markdown = (index: number): string => {
  let seed = index * 7919 + 17;
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const words =
    'the river runs past mills and quiet towns where people sell bread cloth iron and salt under *old* roofs while `bells` ring'.split(
      ' ',
    );
  const sentence = (): string =>
    `${Array.from({ length: 8 + next(12) }, () => words[next(words.length)]).join(' ')}.`;
  const paragraph = (): string => Array.from({ length: 3 + next(3) }, sentence).join(' ');
  const section = (at: number): string =>
    [
      `## Section ${at} of file ${index}`,
      paragraph(),
      `- ${sentence()}\n- ${sentence()}\n- [a link](https://example.com/${next(1000)})`,
      paragraph(),
      at % 3 === 0 ? '| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |' : '```js\nconst a = 1;\n```',
    ].join('\n\n');
  return `# File ${index}\n\n${Array.from({ length: 6 }, (_, at) => section(at)).join('\n\n')}\n`;
};
