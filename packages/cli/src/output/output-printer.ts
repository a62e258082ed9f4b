import type { JsonValue } from '@streambed/model';
import type { Terminal } from './terminal.ts';
import { harmless } from './text.ts';

/**
 * Prints the outputs of a flow the moment they come: texts as they are, everything else as JSON. Where the flow has
 * several Output nodes, each output stands under its node's name.
 */
export class OutputPrinter {
  readonly #terminal: Pick<Terminal, 'write' | 'style' | 'isTerminal'>;
  readonly #headed: boolean;
  #printed = 0;
  #waitsFor: string | undefined;

  constructor(terminal: Pick<Terminal, 'write' | 'style' | 'isTerminal'>, headed: boolean) {
    this.#terminal = terminal;
    this.#headed = headed;
  }

  /** The node that asked a question, if one did. */
  get waitsFor(): string | undefined {
    return this.#waitsFor;
  }

  output(nodeName: string, document: JsonValue): void {
    const { colours } = this.#terminal.style;
    const head = this.#headed
      ? `${this.#printed > 0 ? '\n' : ''}${colours.bold(`${harmless(nodeName)}:`)}\n`
      : '';
    this.#printed++;
    this.#terminal.write(head + ended(this.#shown(document)));
  }

  question(nodeName: string, document: JsonValue): void {
    this.#waitsFor = nodeName;
    this.output(nodeName, document);
  }

  /** Parts what was printed from what follows. */
  end(): void {
    if (this.#printed > 0) this.#terminal.write('\n');
  }

  /** A terminal is not to be steered by what a model says; a file gets the text byte for byte. */
  #shown(document: JsonValue): string {
    const text = typeof document === 'string' ? document : JSON.stringify(document, null, 2);
    return this.#terminal.isTerminal ? harmless(text) : text;
  }
}

const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
