import { Socket as DatagramSocket } from 'node:dgram';
import { Server, Socket } from 'node:net';

/*
 * Loaded with --import before a server: tells on standard error of every connection that the process opens, every
 * datagram and every port that it listens on, whichever library does it.
 */
const tell = (what: string, where: unknown): void => {
  process.stderr.write(`${what} ${JSON.stringify(where)}\n`);
};

const { connect } = Socket.prototype;
Socket.prototype.connect = function (this: Socket, ...where: unknown[]) {
  tell(
    'CONNECT',
    where.flat().find((part) => part !== null && typeof part !== 'function'),
  );
  return Reflect.apply(connect, this, where);
} as typeof connect;

const { send, bind } = DatagramSocket.prototype;
DatagramSocket.prototype.send = function (this: DatagramSocket, ...where: unknown[]) {
  tell('SEND', where.slice(1));
  return Reflect.apply(send, this, where);
} as typeof send;
DatagramSocket.prototype.bind = function (this: DatagramSocket, ...where: unknown[]) {
  tell('BIND', where);
  return Reflect.apply(bind, this, where);
} as typeof bind;

const { listen } = Server.prototype;
Server.prototype.listen = function (this: Server, ...where: unknown[]) {
  tell('LISTEN', where[0]);
  return Reflect.apply(listen, this, where);
} as typeof listen;
