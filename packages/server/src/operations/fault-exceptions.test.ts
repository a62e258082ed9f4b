import type { Fault, FaultKind } from '@streambed/flow/ports';
import { bedrockAgentRuntime } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { serviceExceptionOf, streamExceptionOf } from './fault-exceptions.ts';

const names: Record<FaultKind, string> = {
  validation: 'validationException',
  dependencyFailed: 'dependencyFailedException',
  badGateway: 'badGatewayException',
  throttling: 'throttlingException',
  accessDenied: 'accessDeniedException',
  resourceNotFound: 'resourceNotFoundException',
  conflict: 'conflictException',
  serviceQuotaExceeded: 'serviceQuotaExceededException',
  internalServer: 'internalServerException',
};

describe.each(Object.entries(names) as [FaultKind, string][])('a fault of the kind %s', (kind, name) => {
  const fault: Fault = { kind, blame: 'dependency', message: 'what happened', resourceName: 'thing' };

  test('is a member of the stream that the model knows, with members of its shape', () => {
    const event = streamExceptionOf(fault);
    expect(event.name).toBe(name);
    const stream = bedrockAgentRuntime.shapes.FlowResponseStream;
    if (stream?.type !== 'structure') throw new Error('FlowResponseStream is no structure');
    const shape = bedrockAgentRuntime.shapes[stream.members[name]!.shape];
    if (shape?.type !== 'structure') throw new Error(`${name} is no structure`);
    for (const member of Object.keys(event.payload)) expect(Object.keys(shape.members)).toContain(member);
    expect(event.payload).toMatchObject({ message: 'what happened' });
  });

  test('is an exception that the model knows, with the same members', () => {
    const exception = serviceExceptionOf(fault);
    expect(exception.code).toBe(name[0]!.toUpperCase() + name.slice(1));
    expect(bedrockAgentRuntime.shapes[exception.code]).toMatchObject({ exception: true });
    expect({ message: exception.message, ...exception.members }).toEqual(streamExceptionOf(fault).payload);
  });

  test('names the resource where the shape has room for it', () => {
    const hasRoom = kind === 'dependencyFailed' || kind === 'badGateway';
    expect(streamExceptionOf(fault).payload).toEqual({
      message: 'what happened',
      ...(hasRoom && { resourceName: 'thing' }),
    });
    expect(streamExceptionOf({ kind, blame: 'us', message: 'm' }).payload).toEqual({ message: 'm' });
  });
});
