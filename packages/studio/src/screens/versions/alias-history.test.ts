import { describe, expect, test } from 'vitest';
import { previousTarget, readAliasHistory, withMove } from './alias-history.ts';

const move = (from: string | undefined, to: string) => ({
  ...(from !== undefined && { from }),
  to,
  at: '2026-11-22T10:00:00.000Z',
  by: 'arn:aws:iam::000000000000:root',
});

describe('the history of an alias', () => {
  test('lies beside everything else of the document', () => {
    const content = withMove({ version: 1, positions: { In: [1, 2] } }, 'ALIAS', move(undefined, '1'));
    const again = withMove(content, 'ALIAS', move('1', '2'));
    expect(again).toEqual({
      version: 1,
      positions: { In: [1, 2] },
      aliasHistory: { ALIAS: [move(undefined, '1'), move('1', '2')] },
    });
    expect(withMove(undefined, 'A', move(undefined, '1'))).toMatchObject({ version: 1 });
  });

  test('keeps the last fifty', () => {
    let content: object = {};
    for (let at = 0; at < 60; at++) content = withMove(content, 'A', move(String(at), String(at + 1)));
    const moves = readAliasHistory(content).A!;
    expect([moves.length, moves.at(-1)?.to]).toEqual([50, '60']);
  });

  test.each([
    undefined,
    null,
    'x',
    [],
    { aliasHistory: [] },
    { aliasHistory: { A: 'x', B: [null, { to: 1 }] } },
  ])('reads %j without stumbling', (content) => {
    expect(Object.values(readAliasHistory(content)).flat()).toEqual([]);
  });

  test('knows the previous target only while the alias is where the last move put it', () => {
    const moves = [move(undefined, '1'), move('1', '2')];
    expect(previousTarget(moves, '2')?.from).toBe('1');
    expect(previousTarget(moves, '3')).toBeUndefined();
    expect(previousTarget(moves.slice(0, 1), '1')).toBeUndefined();
    expect(previousTarget(undefined, '1')).toBeUndefined();
  });
});
