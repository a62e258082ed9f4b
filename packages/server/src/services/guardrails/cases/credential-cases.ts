import type { GuardrailCase } from './case.ts';
import { piiCases } from './pii-case.ts';

/** Secrets and accounts. Keys are the ones of AWS's documentation. */
export const CREDENTIAL_CASES: readonly GuardrailCase[] = [
  ...piiCases('Guide: an alphanumeric string that is used as a password', [
    ['the guide’s example', 'password: *very20special#pass*', ['PASSWORD', '*very20special#pass*']],
    ['with an equals sign', 'PASSWORD=hunter2', ['PASSWORD', 'hunter2']],
    ['in JSON', '{"password":"correct-horse"}', ['PASSWORD', 'correct-horse']],
    ['in a sentence', 'My password is Tr0ub4dor&3.', ['PASSWORD', 'Tr0ub4dor&3']],
    ['in YAML', 'db_password: s3cr3t!', ['PASSWORD', 's3cr3t!']],
    ['in quotation marks', 'The passcode is "opensesame".', ['PASSWORD', 'opensesame']],
    ['in French', 'mot de passe : Azerty123', ['PASSWORD', 'Azerty123']],
    ['in German', 'Passwort: geheim42', ['PASSWORD', 'geheim42']],
    ['a rule', 'The password is required and must be long.'],
    ['a state', 'Your password was changed yesterday.'],
    ['a reset', 'Click here for a password reset.'],
    ['hidden', 'password: ********'],
    ['a variable', 'password=${DB_PASSWORD}'],
    ['a pass', 'A boarding pass is needed.'],
  ]),
  ...piiCases('Guide: a name that identifies an account, login, screen name, nick name or handle', [
    ['behind its label', 'username: jdoe42', ['USERNAME', 'jdoe42']],
    ['with an equals sign', 'user=mmajor', ['USERNAME', 'mmajor']],
    ['a login', 'login: mary.major', ['USERNAME', 'mary.major']],
    ['in a sentence', 'My username is stream_bed9.', ['USERNAME', 'stream_bed9']],
    ['a handle', 'My handle is @river_fox.', ['USERNAME', '@river_fox']],
    ['in JSON', '{"userName": "kodonkor"}', ['USERNAME', 'kodonkor']],
    ['a rule', 'The username is required.'],
    ['a user', 'The user is happy and will login again.'],
    ['a variable', 'username=USER_NAME and user: all'],
    ['a door', 'Turn the handle to the left.'],
  ]),
  ...piiCases('AWS: AKIA or ASIA and sixteen characters; forty characters of base 64', [
    ['an access key', 'AKIAIOSFODNN7EXAMPLE', ['AWS_ACCESS_KEY', 'AKIAIOSFODNN7EXAMPLE']],
    ['a temporary access key', 'key ASIAIOSFODNN7EXAMPLE', ['AWS_ACCESS_KEY', 'ASIAIOSFODNN7EXAMPLE']],
    [
      'a secret key behind its label',
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      ['AWS_SECRET_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ],
    [
      'both',
      'AKIAI44QH8DHBEXAMPLE je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
      ['AWS_ACCESS_KEY', 'AKIAI44QH8DHBEXAMPLE'],
      ['AWS_SECRET_KEY', 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY'],
    ],
    ['a SHA-1', 'The secret key file has da39a3ee5e6b4b0d3255bfef95601890afd80709.'],
    ['forty characters without neighbours', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['a shorter key', 'AKIAIOSFODNN7 is not whole'],
  ]),
];
