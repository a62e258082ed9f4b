import type { RunEvent } from '@streambed/model/streambed';
import { plainWords } from './run-state.ts';

/** An event without its values: what the table of events lists. */
export interface LoggedEvent {
  readonly number: number;
  readonly at: number;
  readonly type: RunEvent['type'];
  readonly node: string | undefined;
  readonly key: string;
  readonly says: string;
}

export const MAX_LOGGED = 20_000;

const SAYS = 120;

/** One line of what an event tells, without its values. */
export const eventSays = ({ fault, reason, text, action, satisfiedConditions, run }: RunEvent): string => {
  const said =
    fault?.message ??
    (reason === undefined ? undefined : plainWords(reason)) ??
    text ??
    (action ? `${action.serviceName} ${action.operationName}` : undefined) ??
    satisfiedConditions?.join(', ') ??
    run?.status ??
    '';
  return said.length > SAYS ? `${said.slice(0, SAYS).toWellFormed()}…` : said;
};

/** The latest events in order; older ones fall out at the front. */
export class EventLog {
  #events: LoggedEvent[] = [];

  add(event: LoggedEvent): void {
    this.#events.push(event);
    // Cut in large pieces: cutting one at a time would copy the list for every event.
    if (this.#events.length > MAX_LOGGED + MAX_LOGGED / 4) this.#events = this.#events.slice(-MAX_LOGGED);
  }

  /** A copy; the newest MAX_LOGGED of them. */
  list(): readonly LoggedEvent[] {
    return this.#events.slice(-MAX_LOGGED);
  }
}
