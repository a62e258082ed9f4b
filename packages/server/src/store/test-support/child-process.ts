import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A script of this folder in a process of its own, read line by line. It ends when its stdin closes. */
export class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: (() => void)[] = [];
  /** Whole lines that the child has written to stdout so far. */
  readonly lines: string[] = [];
  readonly ended: Promise<void>;
  errors = '';

  /** `prefix` is a command that runs the script's command, e.g. strace with its options. */
  constructor(script: string, args: readonly string[], prefix: readonly string[] = []) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    const [command, ...rest] = [...prefix, process.execPath, path, ...args];
    this.#process = spawn(command as string, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stdin.on('error', () => {});
    this.#process.stderr.on('data', (data) => {
      this.errors += data;
    });
    const lines = createInterface({ input: this.#process.stdout });
    lines.on('line', (line) => {
      this.lines.push(line);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.ended = new Promise((resolve) => {
      // `close` comes after the last byte of the pipes.
      this.#process.on('close', () => {
        resolve();
        for (const wake of this.#waiting.splice(0)) wake();
      });
    });
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  /** Waits until so many lines are there; fails when the child ends before. */
  async untilLines(count: number): Promise<void> {
    let over = false;
    this.ended.then(() => {
      over = true;
    });
    while (this.lines.length < count) {
      if (over) throw new Error(`The child ended after ${this.lines.length} lines: ${this.errors}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** kill -9; resolves when the process is gone and its output read. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }

  /** Closes stdin and waits for the child to end by itself. */
  async finish(): Promise<void> {
    this.#process.stdin.end();
    await this.ended;
  }
}
