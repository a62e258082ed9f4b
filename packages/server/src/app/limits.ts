import { type BodyLimits, DEFAULT_BODY_LIMITS } from '../protocol/index.ts';

/**
 * Every bound of the front door in one place; those of bodies stand in `BodyLimits` (protocol). Bytes are bytes, times are milliseconds.
 * A bound exists so that one client can never take the server away from the others.
 */
export interface Limits extends BodyLimits {
  /** Request line and headers of one request (HTTP/1.1), header list of one stream (HTTP/2). */
  readonly headerBytes: number;
  /** Header fields of one HTTP/2 request; for HTTP/1.1 `readHeaders` (protocol) counts them. */
  readonly headerCount: number;
  /**
   * Bodies of all requests that are being received at the same time; and again of all that are being answered, those above
   * 64 kB, with the objects that were fetched for them. In memory a request takes some times as much.
   */
  readonly bodyBytesInFlight: number;
  /** From the connection's start until it is known which protocol it speaks. */
  readonly firstBytesTimeout: number;
  /** From the first byte of a request until its headers are complete. */
  readonly headersTimeout: number;
  /** From the first byte of a request until its body is complete. */
  readonly requestTimeout: number;
  /** How long a connection may stay open without a request. */
  readonly keepAliveTimeout: number;
  /** How often time-outs of connections are looked at. */
  readonly checkInterval: number;
  /** Requests on one HTTP/1.1 connection before it is closed. */
  readonly requestsPerConnection: number;
  /** Open connections. */
  readonly connections: number;
  /** Open connections of one remote address; loopback is bounded by `connections` only. */
  readonly connectionsPerAddress: number;
  /** Streams open at the same time in one HTTP/2 session. */
  readonly concurrentStreams: number;
  /** Memory that one HTTP/2 session may use, megabytes. */
  readonly sessionMegabytes: number;
  /** Stream resets a client may send at once, and per second after that, before its session ends. */
  readonly streamResetBurst: number;
  readonly streamResetsPerSecond: number;
  /** How long the reader of a stream may take nothing before it is cut. */
  readonly stallTimeout: number;
}

const MEGABYTE = 1024 * 1024;

export const defaultLimits: Limits = {
  headerBytes: 16 * 1024,
  headerCount: 128,
  ...DEFAULT_BODY_LIMITS,
  bodyBytesInFlight: 256 * MEGABYTE,
  firstBytesTimeout: 4_000,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  // Longer than the 60 s that load balancers keep idle connections: the client closes first, so no request is lost.
  keepAliveTimeout: 65_000,
  checkInterval: 1_000,
  requestsPerConnection: 1_000_000,
  connections: 10_000,
  connectionsPerAddress: 1_000,
  concurrentStreams: 100,
  sessionMegabytes: 10,
  // The SDKs reset a stream only when a caller aborts; a hundred at once and twenty a second is far beyond that.
  streamResetBurst: 100,
  streamResetsPerSecond: 20,
  stallTimeout: 60_000,
};
