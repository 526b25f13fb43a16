import {
  atLeast,
  compareVersions,
  minorNumber,
  minorVersion,
  versionNumbers,
} from '../../lib/version/version';

test.each([
  ['1.32.2', [1, 32, 2]],
  ['v3.8.3-rc.0', [3, 8, 3]],
  ['6.6.117-45.1.oc9', [6, 6, 117]],
  ['5.10', [5, 10, 0]],
  ['nonsense', undefined],
  ['', undefined],
])('the numbers of %j are %j', (text, numbers) => {
  expect(versionNumbers(text)).toEqual(numbers);
});

test.each([
  ['1.9.0', '1.10.0', -1],
  ['v1.18.12', '1.18.2', 1],
  ['1.18', '1.18.0', 0],
  ['1.20.0-rc.1', '1.20.0', 0],
])('%s beside %s sorts as %i', (one, other, sign) => {
  expect(Math.sign(compareVersions(one, other))).toBe(sign);
});

test.each([
  ['5.10.1', '5.10', true],
  ['4.18', '5.10', false],
  ['5.9.16', '5.10', false],
  ['6.0', '5.10', true],
  ['unknown', '5.10', false],
])('%s is at least %s: %s', (version, lowest, answer) => {
  expect(atLeast(version, lowest)).toBe(answer);
});

test('the minor of a version is its second number', () => {
  expect(minorNumber('v1.32.2-tke.1')).toBe(32);
  expect(minorVersion('v1.32.2-tke.1')).toBe('1.32');
  expect(minorNumber('thirty-two')).toBeNaN();
});
