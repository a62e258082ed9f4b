import { type Call, type CallControl, callKey } from '@streambed/flow/engine';
import type { PortCall } from '@streambed/flow/ports';
import type { InvokeRequest } from './executions.ts';

/** What a call tells of the execution that it belongs to. */
export type CallOrigin = Pick<
  InvokeRequest,
  'scope' | 'flowArn' | 'flowAliasArn' | 'executionId' | 'latency'
>;

/** What ports learn about a call; the costly parts are made only when a port asks for them. */
export class WorkCall implements PortCall {
  readonly attempt = 1;
  readonly roleArn: string;
  readonly nodeName: string;
  readonly onDelta: ((text: string) => void) | undefined;
  private readonly request: CallOrigin;
  private readonly run: string;
  private readonly call: Call;
  private readonly control: CallControl;

  constructor(
    request: CallOrigin,
    run: string,
    roleArn: string,
    call: Call,
    control: CallControl,
    onDelta?: (text: string) => void,
  ) {
    this.request = request;
    this.run = run;
    this.roleArn = roleArn;
    this.call = call;
    this.control = control;
    this.nodeName = call.nodeName;
    this.onDelta = onDelta;
  }

  /** Of this run alone: clients may give two executions one id, and a provider must not take one for the other. */
  get key(): string {
    return callKey(this.run, this.call);
  }
  get signal(): AbortSignal {
    return this.control.signal;
  }
  get accountId(): string {
    return this.request.scope.accountId;
  }
  get region(): string {
    return this.request.scope.region;
  }
  get flowArn(): string {
    return this.request.flowArn;
  }
  get flowAliasArn(): string {
    return this.request.flowAliasArn;
  }
  get executionId(): string {
    return this.request.executionId;
  }
  get latency(): 'standard' | 'optimized' | undefined {
    return this.request.latency;
  }
}
