import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AddressKind, addressKind } from './address-kind.ts';

describe('an address', () => {
  test.each<[AddressKind, readonly string[]]>([
    [
      'metadata',
      [
        '169.254.169.254',
        '169.254.170.2',
        '169.254.170.23',
        '169.254.0.1',
        '169.254.255.255',
        '100.100.100.200',
        '192.0.0.192',
        '168.63.129.16',
        'fd00:ec2::254',
        'fd00:0ec2:0:0:0:0:0:23',
        'fd20:ce::254',
        'fe80::1',
        'fe80::1%eth0',
        'febf::1',
        '::ffff:169.254.169.254',
        '::ffff:a9fe:a9fe',
        '::169.254.169.254',
        '::ffff:0:a9fe:a9fe',
        '64:ff9b::169.254.169.254',
        '64:ff9b:1::169.254.169.254',
        '64:ff9b:1:a9fe:a9:fe00::',
        '64:ff9b:1:a9:fe:a9fe::',
        '64:ff9b:1:0:a9:fea9:fe00:0',
        '2002:a9fe:a9fe::1',
        '2001:0:a9fe:a9fe::',
        '2001:0:808:808:0:0:5601:5601',
        '2606:4700::5efe:a9fe:a9fe',
        '2606:4700::200:5efe:a9fe:a9fe',
        'fe80::5efe:8.8.8.8',
      ],
    ],
    [
      'local',
      [
        '0.0.0.0',
        '0.1.2.3',
        '10.0.0.1',
        '10.255.255.255',
        '100.64.0.1',
        '100.127.255.255',
        '127.0.0.1',
        '127.255.255.254',
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '192.0.2.1',
        '198.18.0.1',
        '198.19.255.255',
        '224.0.0.1',
        '240.0.0.1',
        '255.255.255.255',
        '::',
        '::1',
        'fc00::1',
        'fdff::1',
        'fec0::1',
        'ff02::1',
        '2001:db8::1',
        '::ffff:127.0.0.1',
        '::ffff:10.0.0.1',
        '64:ff9b::10.0.0.1',
        '2002:7f00:1::',
        '2002:c0a8:101::1',
        '2606:4700::5efe:10.0.0.1',
      ],
    ],
    [
      'public',
      [
        '1.1.1.1',
        '8.8.8.8',
        '9.255.255.255',
        '11.0.0.1',
        '100.63.255.255',
        '100.128.0.0',
        '126.255.255.255',
        '128.0.0.1',
        '169.253.255.255',
        '169.255.0.1',
        '172.15.255.255',
        '172.32.0.1',
        '192.167.1.1',
        '223.255.255.255',
        '2606:4700:4700::1111',
        '2a00:1450:4001:80b::200e',
        '::ffff:8.8.8.8',
        '64:ff9b::8.8.8.8',
        '2002:808:808::1',
      ],
    ],
  ])('is %s: %o', (kind, addresses) => {
    for (const address of addresses) expect(`${address} ${addressKind(address)}`).toBe(`${address} ${kind}`);
  });

  test.each(['', 'localhost', '169.254.169', '1.2.3.4.5', '[::1]', '0x7f.1', 'fe80::1%'])(
    'that is none (%o) counts as the worst',
    (text) => {
      const [bare = ''] = text.split('%', 1);
      expect(isIP(bare) === 0 || bare === 'fe80::1').toBe(true);
      expect(addressKind(text)).toBe('metadata');
    },
  );

  test('of IPv4 is of the same kind or worse in each way of writing it into IPv6', () => {
    const worse: Record<AddressKind, number> = { public: 0, local: 1, metadata: 2 };
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const high = ((a << 8) | b).toString(16);
        const low = ((c << 8) | d).toString(16);
        const kind = addressKind(address);
        expect(addressKind(`::ffff:${address}`)).toBe(kind);
        for (const inside of [
          `::ffff:${high}:${low}`,
          `0:0:0:0:0:ffff:${high}:${low}`,
          `64:ff9b::${high}:${low}`,
          `64:ff9b:1::${high}:${low}`,
          `2002:${high}:${low}::`,
          `2001:0:${high}:${low}::`,
          `2a00::5efe:${high}:${low}`,
        ])
          expect(worse[addressKind(inside)]).toBeGreaterThanOrEqual(worse[kind]);
      }),
    );
  });
});
