import { readRequestHead } from '../protocol/index.ts';
import type { Exchange } from './exchange.ts';

/** The first step of every journey. */
export const readHead = (exchange: Exchange): void => {
  const { request } = exchange;
  exchange.head = readRequestHead(request.method ?? '', request.url ?? '', request.rawHeaders);
};
