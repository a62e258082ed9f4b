import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { isAsExpected, openJournal, type State, type States } from './journal.ts';
import { randomFrom } from './random.ts';
import { readState } from './resources.ts';
import { region } from './server-process.ts';
import { Lane, type Step } from './workload.ts';

/*
 * The independent client: a process of its own, with the official SDK. It writes down every acknowledged write with
 * all that it changed, on disk, before it goes on. Its parent tells it where a server serves; it works until the
 * server is gone, says so, and at the next server first finds out what became of the writes that were not answered.
 *
 *   client.ts JOURNAL SEED LANES
 */

/** What the parent says. */
export type Order =
  /** Settle what is open, then work until the server is gone. */
  | { readonly work: string }
  /** Settle what is open and end. */
  | { readonly finish: string };

/** What the client says: everything is settled, and work begins; the server is gone. */
export type Word = 'working' | 'lost';

const [file, seed, laneCount] = process.argv.slice(2) as [string, string, string];
const journal = openJournal(file);
const lanes = Array.from({ length: Number(laneCount) }, (_, index) => ({
  lane: new Lane(`r${seed}-${index}`, randomFrom(Number(seed) + index)),
  open: undefined as Step | undefined,
}));

const { STREAMBED_ROOT_ACCESS_KEY_ID, STREAMBED_ROOT_SECRET_ACCESS_KEY } = process.env;
const credentials = {
  accessKeyId: STREAMBED_ROOT_ACCESS_KEY_ID!,
  secretAccessKey: STREAMBED_ROOT_SECRET_ACCESS_KEY!,
};

const clientOf = (endpoint: string): BedrockAgentClient =>
  new BedrockAgentClient({
    endpoint,
    region,
    credentials,
    maxAttempts: 1,
    // A server that is gone without a word must not keep a client waiting.
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000 },
  });

/** Whether the server answered with an error. Anything else that goes wrong leaves the outcome open. */
const isAnswer = (error: unknown): boolean => (error as { $fault?: unknown }).$fault !== undefined;

const fault = (step: Step, what: unknown): never => {
  journal.append({ kind: 'fault', call: step.call, what: String(what) });
  throw new Error(`${step.call}: ${what}`, { cause: what });
};

/** What a create answers must be new. */
const refuseKnown = (lane: Lane, step: Step, states: States): void => {
  const known = step.repeatable ? lane.knownAmong(states) : [];
  if (known.length > 0) fault(step, `answered ${known}, which was given out before`);
};

/** Sends one write after the other until one gets no answer. */
const work = async (slot: (typeof lanes)[number], client: BedrockAgentClient): Promise<void> => {
  for (;;) {
    const step = slot.lane.next();
    slot.open = step;
    let answer: object;
    try {
      answer = await step.send(client);
    } catch (error) {
      if (isAnswer(error)) fault(step, error);
      journal.append({ kind: 'unanswered', call: step.call });
      return;
    }
    const states = step.effect(answer);
    refuseKnown(slot.lane, step, states);
    journal.append({ kind: 'acknowledged', call: step.call, states });
    slot.lane.apply(states);
    slot.open = undefined;
  }
};

const settle = async (slot: (typeof lanes)[number], client: BedrockAgentClient): Promise<void> => {
  const step = slot.open;
  if (step === undefined) return;
  const { happened, states } = step.repeatable
    ? await repeat(step, client)
    : await look(slot.lane, step, client);
  refuseKnown(slot.lane, step, states);
  journal.append({ kind: 'settled', call: step.call, happened, states });
  slot.lane.apply(states);
  slot.open = undefined;
};

/** With its client token a create may be sent as often as one likes: there is one resource, and one answer. */
const repeat = async (step: Step, client: BedrockAgentClient) => {
  const answer = async () => step.effect(await step.send(client).catch((error) => fault(step, error)));
  const [first, second] = [await answer(), await answer()];
  if (JSON.stringify(first) !== JSON.stringify(second))
    fault(step, `was repeated and answered ${JSON.stringify(first)}, then ${JSON.stringify(second)}`);
  return { happened: true, states: first };
};

/** A write without a token happened as a whole or not at all. */
const look = async (lane: Lane, step: Step, client: BedrockAgentClient) => {
  const after = step.effect();
  const found: Record<string, State> = {};
  for (const key of Object.keys(after)) found[key] = await readState(client, key);
  const all = (holds: (key: string) => boolean) => Object.keys(after).every(holds);
  const nothing = all((key) => isAsExpected(lane.state(key), found[key] ?? null));
  if (!nothing && !all((key) => isAsExpected(after[key] ?? null, found[key] ?? null))) {
    const before = Object.fromEntries(Object.keys(after).map((key) => [key, lane.state(key)]));
    fault(step, `half done: ${JSON.stringify({ before, after, found })}`);
  }
  return { happened: !nothing, states: found };
};

const say = (word: Word): void => {
  process.send?.(word);
};

process.on('message', async (order: Order) => {
  const client = clientOf('work' in order ? order.work : order.finish);
  for (const slot of lanes) await settle(slot, client);
  if ('work' in order) {
    say('working');
    await Promise.all(lanes.map((slot) => work(slot, client)));
    client.destroy();
    say('lost');
    return;
  }
  client.destroy();
  journal.close();
  process.disconnect?.();
});
