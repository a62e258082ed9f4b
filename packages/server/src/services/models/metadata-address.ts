/** Hosts that hand out a machine's own credentials (threats.md row 29). */
const METADATA_HOSTS: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '100.100.100.200',
  '[fd00:ec2::254]',
  '[fd20:ce::254]',
  'metadata.google.internal',
  'metadata.goog',
]);

/** The container credentials' range, 169.254.170.0/23. */
const CONTAINER_RANGE = /^169\.254\.17[01]\.\d{1,3}$/u;
/** An IPv4 address written as IPv6 (`::ffff:a9fe:a9fe`, `64:ff9b::a9fe:a9fe`), as URL prints it. */
const MAPPED = /^\[(?:::ffff:|64:ff9b::|::)([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/u;

/**
 * Whether a URL names a cloud's metadata service, in any spelling: URL itself turns decimal, octal and hexadecimal
 * addresses into dotted ones.
 */
export function isMetadataAddress(url: URL): boolean {
  const host = url.hostname.toLowerCase().replace(/\.$/u, '');
  const mapped = MAPPED.exec(host);
  const address = mapped ? dotted(mapped[1] ?? '', mapped[2] ?? '') : host;
  return METADATA_HOSTS.has(address) || CONTAINER_RANGE.test(address);
}

function dotted(high: string, low: string): string {
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap((word) => [word >> 8, word & 0xff]).join('.');
}
