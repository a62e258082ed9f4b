/** What the server answered instead of a result. */
export class StreambedError extends Error {
  /** By which the server's log tells more; empty when something between answered. */
  readonly requestId: string;
  readonly status: number;

  /** `name` is the exception's name in the model: `ResourceNotFoundException`. */
  constructor(name: string, message: string, requestId: string, status: number) {
    super(message);
    this.name = name;
    this.requestId = requestId;
    this.status = status;
  }
}

/** No answer came, or a stream broke off: the server is down, or something between has cut the connection. */
export class ConnectionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConnectionError';
  }
}
