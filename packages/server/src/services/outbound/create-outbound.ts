import type { Agent, RequestInit as UndiciRequestInit } from 'undici';
import { type AddressRules, addressRules, publicAddressRules } from './address-rules.ts';
import { checkedLookup } from './checked-lookup.ts';
import { isLight, lightFetch } from './light-fetch.ts';
import { type Resolve, systemResolve } from './resolve.ts';
import { AddressRefused } from './unusable-response.ts';
import { urlOf } from './url-of.ts';

export interface OutboundOptions {
  /** Names that look public and whose addresses may be private all the same: the operator said so. */
  readonly privateHosts?: readonly string[];
  /** The addresses come from users, or from what was fetched: local ones are refused but for `privateHosts`. */
  readonly publicOnly?: boolean;
  /** By default this machine's own resolver. */
  readonly resolve?: Resolve;
}

/** Our way out: every HTTP request of ours to an address that an operator or a user gave goes through one of these. */
export interface Outbound {
  /**
   * As the global fetch, but only where it may go (threats.md row 29); rejects with AddressRefused before anything is
   * connected. Redirects are never followed, no proxy variable is read, and there is no time-out but `signal`.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Ends all connections; requests under way reject. */
  close(): Promise<void>;
}

/** How long a name may take to resolve and a connection to open, in ms. */
const CONNECT_MS = 10_000;

/** undici is loaded with the first request: an idle server does without. */
export function createOutbound({
  privateHosts = [],
  publicOnly = false,
  resolve = systemResolve,
}: OutboundOptions = {}): Outbound {
  const rules = publicOnly ? publicAddressRules(privateHosts) : addressRules(privateHosts);
  let opened: Promise<Opened> | undefined;
  return {
    async fetch(input, init = {}) {
      const url = urlOf(input);
      rules.checkUrl(url);
      opened ??= open(rules, resolve);
      const { agent, fetch } = await opened;
      try {
        if (isLight(init)) return await lightFetch(agent, url, init);
        return await fetch(url, { ...init, redirect: 'manual', dispatcher: agent });
      } catch (error) {
        if (error instanceof Error && error.cause instanceof AddressRefused) throw error.cause;
        throw error;
      }
    },
    async close() {
      await (await opened)?.agent.destroy();
    },
  };
}

/** Node declares the dispatcher of its own undici in RequestInit. */
type Sent = Omit<RequestInit, 'dispatcher'> & { readonly dispatcher: Agent };

interface Opened {
  readonly agent: Agent;
  readonly fetch: (url: URL, init: Sent) => Promise<Response>;
}

async function open(rules: AddressRules, resolve: Resolve): Promise<Opened> {
  const { Agent, fetch } = await import('undici');
  const agent = new Agent({
    connect: { timeout: CONNECT_MS, lookup: checkedLookup(rules, resolve) },
    // How long a model may think, and pause between two words, is for the caller's signal to say.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    agent,
    // undici declares types of its own for what are the same objects.
    fetch: (url, init) => fetch(url, init as UndiciRequestInit) as Promise<unknown> as Promise<Response>,
  };
}
