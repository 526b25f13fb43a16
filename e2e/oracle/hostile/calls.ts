import { functionsOf } from '../../../lib/engine/functions/table';
import { fromBytes, toBytes } from '../../../lib/engine/go/bytes';
import { quoteGo } from '../../../lib/engine/go/quote';
import type { ParameterType } from '../../../lib/engine/go/value';
import type { Random } from '../random';
import { awkwardText } from './awkward';

/** Functions that are new at every call, ask a network, or may be given a number to fill the memory with. */
const LEFT_OUT = new Set([
  ...[
    'genCA',
    'genCAWithKey',
    'genSignedCert',
    'genSignedCertWithKey',
    'genSelfSignedCert',
    'genSelfSignedCertWithKey',
  ],
  ...[
    'genPrivateKey',
    'bcrypt',
    'htpasswd',
    'encryptAES',
    'randAlpha',
    'randAlphaNum',
    'randAscii',
    'randBytes',
  ],
  ...[
    'randInt',
    'randNumeric',
    'shuffle',
    'uuidv4',
    'ago',
    'getHostByName',
    'derivePassword',
    'until',
    'untilStep',
    'seq',
  ],
]);

const NAMES = [...functionsOf('v4.2').keys()].filter((name) => !LEFT_OUT.has(name));

/** Numbers that make no list or text of a size that matters. */
const COUNTS = ['0', '1', '2', '3', '-1', '5', '12', '100', '(int64 3)', '(len .Values.list)'];

const ARGUMENTS = [
  ...[
    '.Values.text',
    '.Values.other',
    '.Values.number',
    '.Values.map',
    '.Values.list',
    '.Values.nothing',
    '.Values.any',
  ],
  ...[
    '.Values.absent',
    '.Values',
    '.',
    'nil',
    'true',
    'false',
    '3',
    '0',
    '-1',
    '1.5',
    '0x10',
    "'a'",
    '(int64 7)',
  ],
  ...[
    '(dict)',
    '(list)',
    '(dict "a" 1 "b" "x")',
    '(list 1 2 2 "a" nil)',
    '(list "b" "a" "c")',
    '(list .Values.any nil)',
  ],
  ...[
    '(semver "1.2.3-rc.1+m")',
    '.Values.text',
    '.Release',
    '.Chart.Name',
    '.Files',
    '.Capabilities.KubeVersion',
  ],
  ...[
    '(splitList "," .Values.text)',
    '(until 3)',
    '(.Values.text | quote)',
    '(tuple 1 .Values.map)',
    '(print nil)',
  ],
  ...[
    '"^a.*b$"',
    '"(a)(b)?"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Go's own way to name a group
    '"$1-${1}"',
    '"[^a-z]+"',
    '"1.2.x"',
    '">=1.2.3-0 <2"',
    '"%s %v %d"',
    '"%q"',
    '"a"',
    '""',
  ],
];

/** Arguments of each type that parameters have. */
const BY_TYPE: Readonly<Partial<Record<ParameterType, readonly string[]>>> = {
  string: [
    '.Values.text',
    '.Values.other',
    '"a,b,,c"',
    '"ABC def"',
    '"^a.*b$"',
    '"(a)(b)?"',
    '"1.2.3"',
    '">=1.2.3-0 <2"',
    '"1h2m"',
    '"/a/../b/"',
    '"%s|%v|%q"',
    '"a: [1, {b: c}]"',
    '"{\\"a\\": [1.50]}"',
    '""',
    '(print .Values.any)',
    '(toJson .Values.any)',
    '(toJson .Values.any | trunc 5)',
    '"null"',
    '"[1, 2"',
    '"{\\"a\\" 1}"',
    '"tru"',
    '"[1,]"',
    '"1 2"',
    '"\\"\\\\q\\""',
  ],
  int: COUNTS.filter((count) => !count.startsWith('(int64')),
  bool: ['true', 'false', '(empty .Values.any)'],
  float64: ['.Values.number', '1.5'],
  dict: [
    '.Values',
    '.Values.map',
    '(dict)',
    '(dict "a" 1 "b" (list "x"))',
    '.',
    '(dict .Values.text .Values.any)',
  ],
  list: ['.Values.list', '(list)', '(list 3 1 2)', '(list .Values.text)'],
};

/** A call of a function, mostly with as many arguments as it takes and of their types, sometimes with whatever comes to hand. */
function call(random: Random): string {
  const name = random.pick(NAMES);
  const { parameters = [], rest } = functionsOf('v4.2').get(name) ?? {};
  const isOdd = random.below(8) === 0;
  const count = isOdd ? random.below(4) : parameters.length + (rest ? random.below(3) : 0);
  const given = Array.from({ length: count }, (_, index) =>
    argument(random, isOdd || random.below(5) === 0 ? 'any' : (parameters[index] ?? rest ?? 'any')),
  );
  const last = given.at(-1);
  return last !== undefined && random.below(3) === 0
    ? `${last} | ${[name, ...given.slice(0, -1)].join(' ')}`
    : [name, ...given].join(' ');
}

function argument(random: Random, type: ParameterType): string {
  if (random.below(10) === 0) {
    return fromBytes(quoteGo(toBytes(awkwardText(random))));
  }
  return random.pick(BY_TYPE[type] ?? ARGUMENTS);
}

/** A template of calls inside each other. */
export function callingTemplate(random: Random): string {
  const inner = call(random);
  switch (random.below(8)) {
    case 0:
      return `{{ ${inner} }}`;
    case 1:
      return `{{ ${inner} | quote }}`;
    case 2:
      return `{{ (${inner}) | toYaml | nindent 2 }}`;
    case 3:
      return `{{ ${inner} | printf "%s|%v" 1 }}`;
    case 4:
      return `{{ if ${inner} }}yes{{ else }}no{{ end }}`;
    case 5:
      return `{{ range $k, $v := (${inner}) }}{{ $k }}={{ $v }};{{ else }}none{{ end }}`;
    case 6:
      return `{{ with ${inner} }}{{ . | toJson }}{{ kindOf . }}{{ typeOf . }}{{ end }}`;
    default:
      return `{{ ${inner} | toJson }}`;
  }
}
