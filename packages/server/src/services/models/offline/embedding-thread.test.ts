import { afterEach, describe, expect, test } from 'vitest';
import { createEmbeddingThread } from './embedding-thread.ts';
import { embedOffline } from './offline-embedding.ts';

const signal = new AbortController().signal;
const opened: ReturnType<typeof createEmbeddingThread>[] = [];
const open = (idleTime?: number) => {
  const thread = createEmbeddingThread(idleTime === undefined ? {} : { idleTime });
  opened.push(thread);
  return thread;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((thread) => thread.close()));
});

const batch = (...texts: string[]) => ({ texts, dimensions: 64 });
const madeHere = (...texts: string[]) => texts.map((text) => embedOffline(text, 64));

describe('the thread that embeds', () => {
  test('makes what would be made without it, each batch its own, of any dimensions', async () => {
    const thread = open();
    const [one, other, longer, none] = await Promise.all([
      thread.embed(batch('a river', 'a mill'), signal),
      thread.embed(batch('bread'), signal),
      thread.embed({ texts: ['salt'], dimensions: 1_024 }, signal),
      thread.embed(batch(), signal),
    ]);
    expect(one).toEqual(madeHere('a river', 'a mill'));
    expect(other).toEqual(madeHere('bread'));
    expect(longer).toEqual([embedOffline('salt', 1_024)]);
    expect(none).toEqual([]);
  });

  test('lets those go that wait no more, and answers the others', async () => {
    const thread = open();
    const leaving = new AbortController();
    const left = thread.embed(batch('gone'), leaving.signal);
    const stays = thread.embed(batch('stays'), signal);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(await stays).toEqual(madeHere('stays'));
    await expect(thread.embed(batch('late'), leaving.signal)).rejects.toThrow('gone');
  });

  test('says when it has ended without an answer, and begins anew', async () => {
    const thread = open();
    const lost = thread.embed(batch('lost'), signal);
    await thread.close();
    expect(await lost).toBeUndefined();
    expect(await thread.embed(batch('again'), signal)).toEqual(madeHere('again'));
  });

  test('is ended when nobody needs it, and started again', async () => {
    const thread = open(0);
    for (const text of ['one', 'two', 'three'])
      expect((await thread.embed(batch(text), signal)) ?? madeHere(text)).toEqual(madeHere(text));
  });
});
