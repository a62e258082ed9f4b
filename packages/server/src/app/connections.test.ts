import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isLoopback, keepConnections } from './connections.ts';

const socketFrom = (remoteAddress: string | undefined) => {
  const events = new EventEmitter();
  const socket = Object.assign(events, {
    remoteAddress,
    destroyed: false,
    destroy() {
      socket.destroyed = true;
      events.emit('close');
    },
  });
  return socket as unknown as Socket & { destroyed: boolean };
};

test('one address gets its share, another one still gets in, and closing makes room', () => {
  const connections = keepConnections(10, 2);
  const [first, second, third] = [1, 2, 3].map(() => socketFrom('203.0.113.1'));
  expect([first, second, third].map((socket) => connections.admit(socket!))).toEqual([true, true, false]);
  expect(connections.admit(socketFrom('203.0.113.2'))).toBe(true);
  first!.destroy();
  expect(connections.admit(third!)).toBe(true);
  expect(connections.open).toBe(3);
});

test('loopback is bounded by the total only', () => {
  const connections = keepConnections(3, 1);
  const admitted = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.0.0.1'].map((address) =>
    connections.admit(socketFrom(address)),
  );
  expect(admitted).toEqual([true, true, true, false]);
});

test('a socket without an address was reset already', () => {
  expect(keepConnections(1, 1).admit(socketFrom(undefined))).toBe(false);
});

test('all are cut together', () => {
  const connections = keepConnections(10, 10);
  const sockets = ['203.0.113.1', '::1'].map(socketFrom);
  for (const socket of sockets) connections.admit(socket);
  connections.destroy();
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  expect(connections.open).toBe(0);
});

describe('loopback', () => {
  test.each(['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::FFFF:127.0.0.9', 'localhost'])(
    '%s is',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  test.each([
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '10.127.0.1',
    '127.0.0.1.example',
    '127.1',
    '0127.0.0.1',
    '127.0.0.01',
    '::ffff:10.0.0.1',
    '1::1',
    'localhost.example',
    '',
  ])('%s is not', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
