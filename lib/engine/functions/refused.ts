import type { TemplateFunction } from '../eval/function';
import { NotReproducible, OutsideProfile } from '../go/errors';

const OWN_CERTIFICATES = 'Give the chart finished certificates, or have them made in the cluster';

/** Functions whose answer differs from one run to the next: a render with them could never be reviewed. */
const IMPURE: Readonly<Record<string, string>> = {
  genCA: OWN_CERTIFICATES,
  genCAWithKey: OWN_CERTIFICATES,
  genSignedCert: OWN_CERTIFICATES,
  genSignedCertWithKey: OWN_CERTIFICATES,
  genSelfSignedCert: OWN_CERTIFICATES,
  genSelfSignedCertWithKey: OWN_CERTIFICATES,
  genPrivateKey: OWN_CERTIFICATES,
  bcrypt: 'Give the chart the finished hash',
  htpasswd: 'Give the chart the finished hash',
  encryptAES: 'Give the chart the finished text',
  randAlpha: 'Give the chart a fixed value',
  randAlphaNum: 'Give the chart a fixed value',
  randAscii: 'Give the chart a fixed value',
  randBytes: 'Give the chart a fixed value',
  randInt: 'Give the chart a fixed value',
  randNumeric: 'Give the chart a fixed value',
  shuffle: 'Give the chart a fixed value',
  uuidv4: 'Give the chart a fixed value',
  ago: 'Give the chart a fixed date',
};

/** Other functions of Helm: known by name, so that a message can name them. */
const UNKNOWN = [
  'buildCustomCert abbrev abbrevboth add1f addf adler32sum b32dec b32enc call camelcase chunk date dateInZone date_in_zone',
  'decryptAES deepEqual derivePassword divf duration durationRound fromToml getHostByName hello html htmlDate',
  'htmlDateInZone initials js kebabcase maxf minf mulf mustChunk mustRegexFindAll mustRegexReplaceAllLiteral',
  'mustRegexSplit mustToDate mustToPrettyJson nospace osBase osClean osDir osExt osIsAbs plural regexFindAll',
  'regexQuoteMeta regexReplaceAllLiteral regexSplit round seq snakecase splitn subf swapcase toDate toDecimal',
  'toPrettyJson toToml toYamlPretty trimall unixEpoch untitle urlJoin urlParse urlquery wrap wrapWith',
].flatMap((names) => names.split(' '));

function refused(fault: () => OutsideProfile): TemplateFunction {
  return {
    parameters: [],
    rest: 'any',
    call: () => {
      throw fault();
    },
  };
}

export const REFUSED_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = Object.fromEntries([
  ...Object.entries(IMPURE).map(([name, remedy]) => [
    name,
    refused(() => new NotReproducible(`the function ${name} (new at every render)`, remedy)),
  ]),
  ...UNKNOWN.map((name) => [name, refused(() => new OutsideProfile(`the function ${name}`))]),
]);
