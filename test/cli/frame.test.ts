import { type Frame, runProgram, type Subcommand } from '../../lib/cli/frame';
import { SUBCOMMANDS } from '../../lib/cli/main';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { toolVersion } from '../../lib/package-facts';
import { commandLine, surroundings } from '../support/command-line';

const REFUSED = new InputError([
  { severity: 'error', rule: 'x', place: { file: 'a.yaml', line: 3 }, problem: 'wrong', remedy: 'Fix it' },
  { severity: 'warning', rule: 'y', problem: 'unwise', remedy: 'Think' },
]);

test('--version prints the version of the package, and nothing else', async () => {
  expect(await commandLine(['--version'])).toEqual({
    status: 0,
    printed: `${toolVersion()}\n`,
    complained: '',
  });
});

test('--help names every subcommand with what it does', async () => {
  const { status, printed } = await commandLine(['--help']);
  expect(status).toBe(0);
  expect(printed).toMatch(/^ {2}synth \[options\] +write dist\/ from the cluster files$/m);
  for (const name of ['values', 'discover', 'preflight', 'completion']) {
    expect(printed).toMatch(new RegExp(`^  ${name} .*[a-z]$`, 'm'));
  }
  expect(printed).not.toContain('complete ');
});

test.each([['synth'], ['values'], ['values show'], ['discover'], ['preflight'], ['completion']])(
  'help of %s says what it does and what may be typed',
  async (command) => {
    const { status, printed } = await commandLine([...command.split(' '), '--help']);
    expect(status).toBe(0);
    expect(printed).toMatch(new RegExp(`^Usage: tke-cilium ${command} \\S`));
    expect(printed).toContain('-h, --help');
  },
);

test('without a command it prints the help on standard error, with status 2', async () => {
  const { status, printed, complained } = await commandLine([]);
  expect({ status, printed }).toEqual({ status: 2, printed: '' });
  expect(complained).toMatch(/^Usage: tke-cilium /);
});

test.each<[args: string[], sentence: string]>([
  [['sinth'], "unknown command 'sinth' (Did you mean synth?)"],
  [['synth', '--jsno'], "unknown option '--jsno' (Did you mean --json?)"],
  [['synth', 'clusters'], 'too many arguments'],
  [['preflight'], "missing required argument 'file'"],
  [['discover', 'a', 'b'], 'too many arguments'],
  [['synth', '--output'], "option '--output <DIR>' argument missing"],
  [['completion', 'csh'], 'Allowed choices are bash, zsh, fish.'],
])('%j is answered with one sentence and status 2', async (args, sentence) => {
  const { status, printed, complained } = await commandLine(args);
  expect({ status, printed }).toEqual({ status: 2, printed: '' });
  expect(complained).toContain(sentence);
  expect(complained).toMatch(/^error: [^\n]+\. See tke-cilium --help\.\n$/);
});

describe('what a subcommand throws', () => {
  test('is one line a problem, with status 1, and what it means for the files', async () => {
    expect(await thrown(REFUSED)).toEqual({
      status: 1,
      printed: '',
      complained: 'a.yaml:3: error: wrong. Fix it.\nwarning [y]: unwise. Think.\nthe file is as it was\n',
    });
  });

  test('is given to machines as well with --json', async () => {
    const { printed } = await thrown(REFUSED, ['--json']);
    expect(JSON.parse(printed)).toEqual({ diagnostics: REFUSED.diagnostics });
  });

  test('is coloured on a terminal', async () => {
    const { complained } = await thrown(REFUSED, [], { colour: { output: false, errors: true } });
    expect(complained).toContain('a.yaml:3: \u001b[31merror\u001b[39m: wrong');
    expect(complained).toContain('\u001b[33mwarning\u001b[39m [y]: unwise');
  });

  test.each<[what: string, code: string, message: string, remedy: string]>([
    ['a missing right', 'EACCES', "EACCES: permission denied, mkdir 'dist'", 'Give this user the right'],
    [
      'a read-only file system',
      'EROFS',
      "EROFS: read-only file system, mkdir 'dist'",
      'read-only: run in a copy',
    ],
    ['a full disk', 'ENOSPC', 'ENOSPC: no space left on device, write', 'Free some space'],
    ['a second run', 'EEXIST', "EEXIST: file already exists, open 'a'", 'Another run may be writing'],
  ])('%s is one sentence that says what to do', async (_, code, message, remedy) => {
    const error = Object.assign(new Error(message), { code, syscall: 'open', errno: -1 });
    const { status, complained } = await thrown(error);
    expect(status).toBe(1);
    expect(complained).toMatch(/^error: [^\n]+\nthe file is as it was\n$/);
    expect(complained).toContain(`error: ${message}. `);
    expect(complained).toContain(remedy);
  });

  test('a package that is not installed is one sentence', async () => {
    const error = Object.assign(new Error("Cannot find module 'cdk8s'\nRequire stack:\n- /a"), {
      code: 'MODULE_NOT_FOUND',
    });
    expect((await thrown(error)).complained).toMatch(
      /^error: a package is not installed: Cannot find module 'cdk8s'\. Run npm ci /,
    );
  });

  test('a fault of this tool is one sentence without a stack trace, unless DEBUG asks for it', async () => {
    const error = new TypeError('x is not a function');
    const { status, complained } = await thrown(error);
    expect(status).toBe(1);
    expect(complained).toMatch(
      /^error: this is a fault of tke-cilium itself: x is not a function\. .*DEBUG=tke-cilium/,
    );
    expect(complained).not.toMatch(/^\s+at /m);
    expect((await thrown(error, [], { environment: { DEBUG: 'tke-cilium' } })).complained).toMatch(
      /^\s+at /m,
    );
  });
});

test('every subcommand answers with a promise, so that one may wait for something', async () => {
  const late: Subcommand = (program, { action }) => {
    program.command('late').action(action(() => new Promise<1>((answer) => setImmediate(answer, 1))));
  };
  expect(await runProgram([...SUBCOMMANDS, late], '1.0.0', ['late'], surroundings())).toBe(1);
});

/** Runs a subcommand that throws this. */
async function thrown(error: unknown, args: readonly string[] = [], more: object = {}) {
  let printed = '';
  let complained = '';
  const failing: Subcommand = (program, { action }: Frame) => {
    program
      .command('fail')
      .option('--json')
      .action(
        action(
          () => {
            throw error;
          },
          { consequence: () => 'the file is as it was' },
        ),
      );
  };
  const status = await runProgram([failing], '1.0.0', ['fail', ...args], {
    ...surroundings(),
    print: (text: string) => {
      printed += text;
    },
    complain: (text: string) => {
      complained += text;
    },
    ...more,
  });
  return { status, printed, complained };
}
