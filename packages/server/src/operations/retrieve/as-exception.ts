import { FlowError } from '@streambed/flow/ports';
import { serviceExceptionOf } from '../fault-exceptions.ts';

/** What a knowledge base failed with, in the exceptions of bedrock-agent-runtime. Anything but a FlowError stays as it is. */
export const asException = (error: unknown): unknown =>
  error instanceof FlowError ? serviceExceptionOf(error.fault) : error;
