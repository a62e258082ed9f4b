import type { EventEmitter } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';

/** What this room uses of a request, be it HTTP/1.1 or HTTP/2; both are Node's own classes. */
export interface HttpRequest extends EventEmitter {
  readonly method?: string | undefined;
  /** The request target, as sent. */
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  /** True when the whole body has come. */
  readonly complete: boolean;
  /** Lets the rest of the body come and throws it away. */
  resume(): unknown;
  /** HTTP/2 only. */
  readonly stream?: { close(code: number): void };
  readonly socket?: { readonly remoteAddress?: string | undefined } | undefined;
}

/** What this room uses of a response; statuses and headers first, then bytes, then the end. */
export interface HttpResponse extends EventEmitter {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  /** True when the operating system has taken everything. */
  readonly writableFinished: boolean;
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
  /** Sends the headers without waiting for a body. HTTP/2 never waits, and its class lacks the method in some versions. */
  flushHeaders?(): void;
  /** False: wait for 'drain' before the next. */
  write(bytes: Uint8Array): boolean;
  end(bytes?: Uint8Array, sent?: () => void): unknown;
  /** 'timeout' is emitted when nothing was taken or received for so many ms; 0 for never. */
  setTimeout(time: number): unknown;
  destroy(): unknown;
}
