import { type Clock, callerFault, type Ids, type ServiceCall } from '@streambed/flow/ports';

/** One question and what was answered. */
export interface Turn {
  readonly question: string;
  readonly answer: string;
}

/** A conversation that RetrieveAndGenerate goes on with. */
export interface Conversation {
  readonly sessionId: string;
  /** Oldest first. */
  readonly turns: readonly Turn[];
}

/** A session that nobody asked for so long is over. Milliseconds. */
const IDLE = 60 * 60 * 1_000;
/** So many sessions are kept; of more the one that rested longest goes. */
const MOST_SESSIONS = 10_000;
/** What is kept of a session: the last turns, and of them so many characters. */
const MOST_TURNS = 20;
const MOST_CHARACTERS = 100_000;

interface Kept {
  readonly owner: string;
  turns: readonly Turn[];
  usedAt: number;
}

/** The conversations of a server, in its memory: with the server they end. */
export class Conversations {
  readonly #clock: Clock;
  readonly #ids: Ids;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();

  constructor({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /**
   * The conversation of that session, or a new one.
   *
   * @throws FlowError `validation` when the session is over or was never this caller's
   */
  open(sessionId: string | undefined, call: ServiceCall): Conversation {
    this.#forget();
    if (sessionId === undefined) return { sessionId: this.#ids.uuid(), turns: [] };
    const kept = this.#kept.get(sessionId);
    if (!kept || kept.owner !== ownerOf(call))
      throw callerFault(
        `There is no session ${sessionId}: a session ends an hour after its last question, and with the server. Leave sessionId out to begin a new one.`,
      );
    return { sessionId, turns: kept.turns };
  }

  /** Keeps a turn that was answered, behind those that were answered meanwhile; without one, the session alone. */
  add({ sessionId, turns }: Conversation, turn: Turn | undefined, call: ServiceCall): void {
    const before = this.#kept.get(sessionId)?.turns ?? turns;
    this.#kept.delete(sessionId);
    this.#kept.set(sessionId, {
      owner: ownerOf(call),
      turns: turn ? lastOf([...before, turn]) : before,
      usedAt: this.#clock.monotonic(),
    });
    this.#forget();
  }

  #forget(): void {
    const oldest = this.#clock.monotonic() - IDLE;
    for (const [sessionId, { usedAt }] of this.#kept) {
      if (usedAt > oldest && this.#kept.size <= MOST_SESSIONS) return;
      this.#kept.delete(sessionId);
    }
  }
}

const ownerOf = ({ accountId, region }: ServiceCall): string => `${accountId} ${region}`;

const lastOf = (turns: readonly Turn[]): readonly Turn[] => {
  let characters = 0;
  const from = turns
    .slice(-MOST_TURNS)
    .toReversed()
    .findIndex(({ question, answer }) => {
      characters += question.length + answer.length;
      return characters > MOST_CHARACTERS;
    });
  return from < 0 ? turns.slice(-MOST_TURNS) : turns.slice(turns.length - Math.max(1, from));
};
