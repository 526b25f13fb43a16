import { reportingRefusals } from '../../lib/constructs/render-diagnostics';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { RenderError, type RenderFault } from '../../lib/engine';

function reported(fault: RenderFault) {
  try {
    reportingRefusals(() => {
      throw new RenderError({ name: 'cilium', version: '1.18.2' }, fault);
    });
  } catch (error) {
    return error instanceof InputError ? error.diagnostics : error;
  }
  return undefined;
}

const FAULT = { problem: 'does something', remedy: 'Do something else' };

test('a refusal of the chart names the values that the template read', () => {
  expect(reported({ ...FAULT, kind: 'refused', valuePaths: [['ipv6', 'enabled']] })).toEqual([
    {
      severity: 'error',
      rule: 'chart-refused',
      problem: 'the chart cilium 1.18.2 does something',
      remedy: 'Do something else',
      valuePaths: [['ipv6', 'enabled']],
    },
  ]);
});

test('every value that the schema does not allow is a problem of its own', () => {
  const violations = [
    { valuePath: ['a', 'b'], problem: 'got string, want null' },
    { valuePath: [], problem: 'got array, want object' },
  ];
  expect(reported({ ...FAULT, kind: 'refused', violations })).toMatchObject([
    { problem: 'the chart cilium 1.18.2 does not take a.b: got string, want null', valuePaths: [['a', 'b']] },
    { problem: 'the chart cilium 1.18.2 does not take the values: got array, want object', valuePaths: [[]] },
  ]);
});

test.each([
  ['outside-profile', 'camelcase', 'Set cilium.renderer: helm'],
  ['limit', 'repeat', 'Set cilium.renderer: helm'],
  ['not-reproducible', 'genCA', 'set hubble.tls.auto.method'],
  ['not-reproducible', 'randAlpha', 'Do something else'],
  ['outside-profile', 'buildCustomCert', 'leave tls.ca.cert and tls.ca.key empty'],
  ['unreadable-chart', '', 'Do something else'],
] as const)('of the kind %s, in a call of %s, comes with the advice "%s"', (kind, called, advice) => {
  expect(reported({ ...FAULT, kind, function: called })).toMatchObject([
    { remedy: expect.stringContaining(advice) },
  ]);
});

test('any other error goes on as it is', () => {
  const fault = new TypeError('a fault of ours');
  expect(() =>
    reportingRefusals(() => {
      throw fault;
    }),
  ).toThrow(fault);
});
