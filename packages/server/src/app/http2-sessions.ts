import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Limits } from './limits.ts';

/** The open HTTP/2 sessions of a server, kept so that idle ones end and a drain reaches all of them. */
export interface Http2Sessions {
  /** Tells every client to send nothing new (GOAWAY); a session ends with its last stream. */
  drain(): void;
  /** Ends every session at once. */
  destroy(): void;
}

/**
 * Node bounds a slow HTTP/1.1 client by itself, but an HTTP/2 session that trickles a header block for ever looks
 * busy to it. What counts here is only an open stream, or one opened within `keepAliveTimeout`; the first stream must
 * come within `headersTimeout`.
 */
export const keepHttp2Sessions = (server: Http2Server, limits: Limits): Http2Sessions => {
  const sessions = new Map<ServerHttp2Session, { openStreams: number; idleUntil: number }>();
  let draining = false;

  server.on('session', (session) => {
    const state = { openStreams: 0, idleUntil: performance.now() + limits.headersTimeout };
    sessions.set(session, state);
    session.on('close', () => sessions.delete(session));
    session.on('stream', (stream: ServerHttp2Stream) => {
      state.openStreams++;
      stream.once('close', () => {
        state.openStreams--;
        state.idleUntil = performance.now() + limits.keepAliveTimeout;
      });
    });
    if (draining) session.close();
  });
  // A peer that breaks the protocol ends its own session; there is nobody left to tell.
  server.on('sessionError', (_error, session) => session.destroy());

  const sweep = setInterval(() => {
    const now = performance.now();
    for (const [session, { openStreams, idleUntil }] of sessions) {
      if (openStreams > 0 || now <= idleUntil) continue;
      // Told first, so that a client which is just about to send does it elsewhere; cut when it does not listen.
      if (session.closed) session.destroy();
      else session.close();
    }
  }, limits.checkInterval);
  sweep.unref();

  return {
    drain() {
      draining = true;
      for (const session of sessions.keys()) session.close();
    },
    destroy() {
      clearInterval(sweep);
      for (const session of sessions.keys()) session.destroy();
    },
  };
};
