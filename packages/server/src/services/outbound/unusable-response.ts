/** What answered is no answer of that API, or nothing may be asked there; the message goes on from "the provider …". */
export class UnusableResponse extends Error {
  override readonly name: string = 'UnusableResponse';
}

/** An address that is not called; nothing was sent, and no connection opened. */
export class AddressRefused extends UnusableResponse {
  override readonly name = 'AddressRefused';
}
