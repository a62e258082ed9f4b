import { describe, expect, test } from 'vitest';
import { readTable, roomOf, violations } from './check-imports.ts';

const table = `# Architecture

## Who may import whom

| room | may import |
|---|---|
| \`model\` | |
| \`flow/engine\` | \`model\`, \`flow/plan\` |

## Next
| \`flow/plan\` | \`model\` |
`;

describe('the import table', () => {
  test('is read from its own section', () => {
    expect([...readTable(table)].map(([room, targets]) => [room, [...targets]])).toEqual([
      ['model', []],
      ['flow/engine', ['model', 'flow/plan']],
    ]);
    expect(() => readTable('# nothing')).toThrow('Who may import whom');
  });

  test.each([
    ['packages/flow/src/engine/advance.ts', 'flow/engine'],
    ['packages/flow/src/validation/rules/cyclic-connection.ts', 'flow/validation'],
    ['packages/model/src/index.ts', 'model'],
  ])('%s stands in room %s', (path, room) => {
    expect(roomOf(path)).toBe(room);
  });

  test('an empty table allows nothing, so real files break it', () => {
    const found = violations(new Map([['flow/engine', new Set<string>()]]));
    expect(found.some((line) => line.includes('flow/engine may not import flow/plan'))).toBe(true);
    expect(found.some((line) => line.includes('room server/store does not stand in the table'))).toBe(true);
  });
});
