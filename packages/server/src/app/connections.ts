import type { Socket } from 'node:net';

/** Knows the open connections, in all and per remote address, and says when there are too many. */
export interface Connections {
  /** True when the connection may stay; it is then counted until it closes. */
  admit(socket: Socket): boolean;
  /** Connections open now. */
  readonly open: number;
  /** Cuts all of them, whatever they speak or are about to speak. */
  destroy(): void;
}

/**
 * Connections from the machine itself are bounded by `total` only: a program on the same machine, or a proxy in front
 * of Streambed, speaks for many.
 */
export const keepConnections = (total: number, perAddress: number): Connections => {
  const byAddress = new Map<string, number>();
  const sockets = new Set<Socket>();

  return {
    get open() {
      return sockets.size;
    },
    admit(socket) {
      const address = socket.remoteAddress;
      // A connection that was reset while it waited to be accepted has no address any more.
      if (address === undefined || sockets.size >= total) return false;
      const siblings = byAddress.get(address) ?? 0;
      if (siblings >= perAddress && !isLoopback(address)) return false;

      sockets.add(socket);
      byAddress.set(address, siblings + 1);
      socket.once('close', () => {
        sockets.delete(socket);
        const left = (byAddress.get(address) ?? 1) - 1;
        if (left === 0) byAddress.delete(address);
        else byAddress.set(address, left);
      });
      return true;
    },
    destroy() {
      for (const socket of sockets) socket.destroy();
    },
  };
};

/** True for 127.0.0.0/8, `::1`, the IPv4-mapped form of the former, and `localhost`. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host === '::1' ||
  /^(?:::ffff:)?127\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})$/i.test(host);
