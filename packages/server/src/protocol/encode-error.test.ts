import { describe, expect, it } from 'vitest';
import { encodeError } from './encode-error.ts';
import { ServiceException, validationException } from './service-exception.ts';
import { models, operationNamed } from './test-support/operation-named.ts';

const exchange = { requestId: 'request-1', now: 0 };
const encode = (error: unknown, operation?: string) => {
  const { status, headers, body } = encodeError(
    error,
    exchange,
    operation === undefined ? undefined : operationNamed(operation),
  );
  return { status, type: headers['x-amzn-errortype'], body: JSON.parse(Buffer.from(body).toString()) };
};

describe('encodeError', () => {
  it.each(
    models.flatMap((model) =>
      model.operations.flatMap((operation) =>
        operation.errors.map(({ name, httpStatus }) => ({
          model,
          operation,
          name,
          httpStatus,
          of: `${model.service} ${operation.operation}`,
        })),
      ),
    ),
  )('answers $name of $of with $httpStatus', ({ model, operation, name, httpStatus }) => {
    const { status, headers, body } = encodeError(new ServiceException(name, 'why'), exchange, {
      model,
      operation,
    });
    expect(status).toBe(httpStatus);
    expect(headers['x-amzn-errortype']).toBe(name);
    expect(JSON.parse(Buffer.from(body).toString())).toEqual({ __type: name, message: 'why' });
  });

  it.each([
    ['ServiceQuotaExceededException', 'CreateFlow', 402],
    ['ServiceQuotaExceededException', 'InvokeFlow', 400],
    ['ConflictException', 'GetFlow', 409],
    ['DependencyFailedException', 'InvokeFlow', 424],
    ['BadGatewayException', 'InvokeFlow', 502],
    ['ServiceQuotaExceededException', 'CreateGuardrail', 400],
    ['ConflictException', 'UpdateGuardrail', 400],
    ['TooManyTagsException', 'CreateGuardrail', 400],
    ['ResourceInUseException', 'DeleteGuardrail', 400],
    ['ModelTimeoutException', 'Converse', 408],
    ['ModelNotReadyException', 'Converse', 429],
    ['ModelErrorException', 'ConverseStream', 424],
    ['ModelStreamErrorException', 'InvokeModelWithResponseStream', 424],
    ['ServiceQuotaExceededException', 'Converse', 400],
    ['UnrecognizedClientException', 'CreateFlow', 403],
    ['InvalidSignatureException', 'CreateFlow', 403],
    ['MissingAuthenticationTokenException', 'CreateFlow', 403],
    ['IncompleteSignatureException', 'CreateFlow', 403],
    ['ExpiredTokenException', undefined, 403],
    ['AccessDeniedException', undefined, 403],
    ['UnknownOperationException', undefined, 404],
    ['RequestTimeoutException', undefined, 408],
    ['RequestEntityTooLargeException', 'CreateFlow', 413],
    ['ThrottlingException', undefined, 429],
    ['InternalServerException', undefined, 500],
    ['ServiceUnavailableException', undefined, 503],
    ['ValidationException', undefined, 400],
    ['MalformedHttpRequestException', undefined, 400],
  ])('answers %s at %s with %d', (code, operation, status) => {
    expect(encode(new ServiceException(code, 'why'), operation)).toEqual({
      status,
      type: code,
      body: { __type: code, message: 'why' },
    });
  });

  it('sends the members that the service models for the exception, and no others', () => {
    const invalid = validationException('bad', [{ name: 'name', message: 'Member must not be null' }]);
    expect(encode(invalid, 'CreateFlow').body).toEqual({
      __type: 'ValidationException',
      message: 'bad',
      fieldList: [{ name: 'name', message: 'Member must not be null' }],
    });
    expect(encode(invalid, 'InvokeFlow').body).toEqual({ __type: 'ValidationException', message: 'bad' });
    const failed = new ServiceException('DependencyFailedException', 'why', {
      resourceName: 'lambda',
      reason: 'x',
      message: 'other',
      stack: 'y',
    });
    expect(encode(failed, 'InvokeFlow').body).toEqual({
      __type: 'DependencyFailedException',
      message: 'why',
      resourceName: 'lambda',
    });
    const model = new ServiceException('ModelErrorException', 'why', {
      resourceName: 'amazon.nova-lite-v1:0',
      originalStatusCode: 500,
      fieldList: [],
    });
    expect(encode(model, 'Converse').body).toEqual({
      __type: 'ModelErrorException',
      message: 'why',
      resourceName: 'amazon.nova-lite-v1:0',
      originalStatusCode: 500,
    });
  });

  it.each([
    ['an Error', new Error('secret path /root/.streambed')],
    [
      'a TypeError with members',
      Object.assign(new TypeError('secret'), { code: 'ValidationException', members: { a: 'secret' } }),
    ],
    ['a string', 'secret'],
    ['nothing', undefined],
    ['a code that no model has', new ServiceException('SecretException', 'secret')],
    ['a code named like a property', new ServiceException('constructor', 'secret')],
    ['a shape that is no exception', new ServiceException('FlowDefinition', 'secret')],
  ])('tells nothing of %s but the request id', (_, error) => {
    for (const operation of [undefined, 'CreateFlow', 'InvokeFlow']) {
      const { status, type, body } = encode(error, operation);
      expect({ status, type }).toEqual({ status: 500, type: 'InternalServerException' });
      expect(body.message).toContain('request-1');
      expect(JSON.stringify(body)).not.toContain('secret');
    }
  });
});
