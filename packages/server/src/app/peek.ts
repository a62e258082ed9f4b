import type { Socket } from 'node:net';

/** The first bytes that a client of HTTP/2 with prior knowledge sends (RFC 9113 section 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** Enough of the preface to be sure: no method of HTTP/1.1 is followed by this. */
const DECISIVE = 'PRI * HTTP/2.0'.length;

/**
 * Reads just enough of a fresh connection to know which protocol it speaks, gives the bytes back to the socket and
 * then says so. Calls `decided` at most once, never for a socket that closed or was silent for `timeout` ms; a silent
 * one is destroyed. Nothing of ours stays on the socket, so a decided connection costs nothing per request.
 */
export const peekProtocol = (
  socket: Socket,
  timeout: number,
  decided: (protocol: 'http/1.1' | 'h2') => void,
): void => {
  let held: Buffer | undefined;

  const release = () => {
    clearTimeout(timer);
    socket.off('readable', look);
    socket.off('end', giveUp);
    socket.off('close', release);
    socket.off('error', ignore);
  };

  /** Silence, or the end of input, before a decision: nobody is there to be answered. */
  const giveUp = () => socket.destroy();

  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    held = held === undefined ? chunk : Buffer.concat([held, chunk]);
    const known = Math.min(held.length, DECISIVE);
    const isPreface = held.compare(PREFACE, 0, known, 0, known) === 0;
    if (isPreface && known < DECISIVE) return;
    release();
    socket.unshift(held);
    decided(isPreface ? 'h2' : 'http/1.1');
  };

  const timer = setTimeout(giveUp, timeout);
  socket.on('readable', look);
  socket.on('end', giveUp);
  socket.on('close', release);
  socket.on('error', ignore);
};

/** A connection that breaks before it said anything is nobody's error; 'close' follows and tidies up. */
const ignore = () => {};
