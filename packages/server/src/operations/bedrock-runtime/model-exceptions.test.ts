import { type Fault, FlowError } from '@streambed/flow/ports';
import { bedrockRuntime } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { encodeError, eventStreamOf, ServiceException } from '../../protocol/index.ts';
import {
  asModelException,
  asServiceException,
  asSourceException,
  asStreamException,
} from './model-exceptions.ts';

const fault = (kind: Fault['kind'], reason?: Fault['reason']): FlowError =>
  new FlowError({
    kind,
    ...(reason && { reason }),
    blame: 'dependency',
    message: 'Why.',
    resourceName: 'amazon.nova-lite-v1:0',
  });
const operationNamed = (name: string) =>
  bedrockRuntime.operations.find(({ operation }) => operation === name)!;
const statusAt = (name: string, error: unknown) =>
  encodeError(error, { requestId: 'r', now: 0 }, { model: bedrockRuntime, operation: operationNamed(name) })
    .status;

/** Every kind of fault with what a client of Converse, of ConverseStream and of ApplyGuardrail reads. */
const table = [
  [fault('validation'), 'ValidationException', 400, 'validationException', 'ValidationException'],
  [
    fault('validation', 'contextTooLong'),
    'ValidationException',
    400,
    'validationException',
    'ValidationException',
  ],
  [
    fault('dependencyFailed', 'contextTooLong'),
    'ValidationException',
    400,
    'validationException',
    'ValidationException',
  ],
  [
    fault('dependencyFailed', 'refused'),
    'ValidationException',
    400,
    'validationException',
    'ValidationException',
  ],
  [
    fault('dependencyFailed', 'unknownModel'),
    'ValidationException',
    400,
    'validationException',
    'ValidationException',
  ],
  [
    fault('dependencyFailed'),
    'ModelErrorException',
    424,
    'modelStreamErrorException',
    'ServiceUnavailableException',
  ],
  [
    fault('dependencyFailed', 'malformedOutput'),
    'ModelErrorException',
    424,
    'modelStreamErrorException',
    'ServiceUnavailableException',
  ],
  [
    fault('dependencyFailed', 'timedOut'),
    'ModelTimeoutException',
    408,
    'modelStreamErrorException',
    'ServiceUnavailableException',
  ],
  [
    fault('badGateway'),
    'ModelErrorException',
    424,
    'modelStreamErrorException',
    'ServiceUnavailableException',
  ],
  [
    fault('badGateway', 'unreachable'),
    'ServiceUnavailableException',
    503,
    'serviceUnavailableException',
    'ServiceUnavailableException',
  ],
  [fault('throttling'), 'ThrottlingException', 429, 'throttlingException', 'ThrottlingException'],
  [
    fault('throttling', 'exhausted'),
    'ServiceQuotaExceededException',
    400,
    'modelStreamErrorException',
    'ServiceQuotaExceededException',
  ],
  [
    fault('serviceQuotaExceeded'),
    'ServiceQuotaExceededException',
    400,
    'modelStreamErrorException',
    'ServiceQuotaExceededException',
  ],
  [fault('accessDenied'), 'AccessDeniedException', 403, 'modelStreamErrorException', 'AccessDeniedException'],
  [
    fault('resourceNotFound'),
    'ResourceNotFoundException',
    404,
    'modelStreamErrorException',
    'ResourceNotFoundException',
  ],
  [fault('conflict'), 'ModelErrorException', 424, 'modelStreamErrorException', 'ServiceUnavailableException'],
  [
    fault('internalServer'),
    'InternalServerException',
    500,
    'internalServerException',
    'InternalServerException',
  ],
] as const;
const stream = eventStreamOf(operationNamed('ConverseStream'), bedrockRuntime)!;

describe.each(table)('%o', (error, converse, status, inStream, guardrail) => {
  test(`is ${converse}, ${status}, before anything was streamed`, () => {
    const exception = asModelException(error) as ServiceException;
    expect(exception).toMatchObject({ code: converse, message: expect.stringMatching(/Why\.$/) });
    expect(statusAt('Converse', exception)).toBe(status);
    expect(exception.members).toEqual(
      converse === 'ModelErrorException' ? { resourceName: 'amazon.nova-lite-v1:0' } : {},
    );
  });

  test(`is ${inStream} afterwards`, () => {
    const event = stream.exceptionEvent(asStreamException(error), 'r');
    expect(event).toMatchObject({ name: inStream, payload: { message: expect.stringMatching(/Why\.$/) } });
  });

  test(`is ${guardrail} of a guardrail`, () => {
    const exception = asServiceException(error) as ServiceException;
    expect(exception.code).toBe(guardrail);
    expect(operationNamed('ApplyGuardrail').errors.map(({ name }) => name)).toContain(exception.code);
  });
});

test('models that are not served and prompts that are too long are told in the words of the cloud', () => {
  expect(asModelException(fault('dependencyFailed', 'unknownModel'))).toMatchObject({
    message: 'The provided model identifier is invalid. Why.',
  });
  expect(asModelException(fault('dependencyFailed', 'contextTooLong'))).toMatchObject({
    message: 'Input is too long for requested model. Why.',
  });
});

test.each([
  ['dependencyFailed', 'ValidationException'],
  ['resourceNotFound', 'ValidationException'],
  ['accessDenied', 'AccessDeniedException'],
  ['throttling', 'ThrottlingException'],
  ['badGateway', 'ServiceUnavailableException'],
] as const)('an object that fails with %s is a %s', (kind, code) => {
  expect(asSourceException(fault(kind), 'messages.0.content.0.image')).toMatchObject({
    code,
    message: 'The object that messages.0.content.0.image names could not be read. Why.',
  });
});

test.each([new Error('a defect'), new ServiceException('ThrottlingException', 'ours'), 'thrown'])(
  'what is no fault stays what it is: %s',
  (error) => {
    for (const map of [asModelException, asStreamException, asServiceException])
      expect(map(error)).toBe(error);
    expect(asSourceException(error, 'messages.0')).toBe(error);
  },
);
