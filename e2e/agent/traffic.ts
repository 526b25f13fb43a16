import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { until } from '../testbed/process';
import type { Pod } from './cluster';
import type { Machine } from './machine';

/** Answers HTTP requests with one word, or at /from with the address they came from; sends back what comes on the port after that one. */
const SERVER = `
const [word, port] = process.argv.slice(1);
require('http').createServer(({ url, socket }, answer) => answer.end(url === '/from' ? socket.remoteAddress.replace(/^::ffff:/, '') : word)).listen(+port);
require('net').createServer((socket) => { socket.on('error', () => {}); socket.pipe(socket); }).listen(+port + 1);
console.log('listening');
`;

/** Sends a number every 100 ms over one connection, and prints what comes back; ends when the connection does. */
const TALKER = `
const [host, port] = process.argv.slice(1);
const socket = require('net').connect(+port, host);
let number = 0;
socket.on('connect', () => setInterval(() => socket.write(String(++number) + '\\n'), 100));
socket.on('data', (data) => console.log(String(data).trim().split('\\n').at(-1)));
for (const event of ['error', 'close', 'end']) socket.on(event, (error) => { console.log('over: ' + event + ' ' + (error || '')); process.exit(1); });
`;

export const SERVER_PORT = 8080;

/** Starts a server in a pod, which answers with the pod's name. */
export async function serve(pod: Pod): Promise<void> {
  await startIn(pod, SERVER, pod.name, String(SERVER_PORT));
}

/** Starts a script in a pod, and waits until it says that it is listening. */
export async function startIn(
  { machine, namespace, name }: Pod,
  script: string,
  ...args: readonly string[]
): Promise<void> {
  const lines: string[] = [];
  listen(node(machine, namespace, script, ...args), lines);
  await until(`the server in ${name}`, () => lines.includes('listening') || undefined, {
    seconds: 30,
    every: 50,
    seen: () => lines.join(' '),
  });
}

/** One connection that talks all the time. */
export class Conversation {
  private readonly lines: string[] = [];

  private constructor(child: ChildProcess) {
    listen(child, this.lines);
  }

  static async start(from: Pod, to: Pod): Promise<Conversation> {
    const conversation = new Conversation(
      node(from.machine, from.namespace, TALKER, to.address, String(SERVER_PORT + 1)),
    );
    await conversation.goesOn();
    return conversation;
  }

  /** Resolves when twenty more numbers have come back over the same connection: how many there were by then. */
  async goesOn(): Promise<number> {
    const before = this.said;
    return until(
      'the connection to go on',
      () => {
        const over = this.lines.find((line) => line.startsWith('over'));
        if (over !== undefined) {
          throw new Error(`the connection is ${over} after ${this.said} answers`);
        }
        return this.said >= before + 20 ? this.said : undefined;
      },
      { seconds: 60, every: 100, seen: () => `${this.said} answers` },
    );
  }

  private get said(): number {
    return Number(this.lines.findLast((line) => /^\d+$/.test(line)) ?? 0);
  }
}

/** Asks for a page from a pod, or from the machine's own network; undefined when no answer comes. */
export async function fetchFrom(
  machine: Machine,
  namespace: string | undefined,
  url: string,
): Promise<string | undefined> {
  const curl = ['curl', '-sk', '--max-time', '2', url];
  const { status, stdout } = await machine.run(
    namespace === undefined ? curl : ['ip', 'netns', 'exec', namespace, ...curl],
  );
  return status === 0 ? stdout : undefined;
}

/** A change takes a moment to reach the datapath. */
export async function answers(
  what: string,
  ask: () => Promise<string | undefined>,
  wanted: RegExp,
): Promise<string> {
  let seen = 'no answer';
  await until(
    what,
    async () => {
      const answer = await ask();
      seen = answer ?? 'no answer';
      return answer !== undefined && wanted.test(answer) ? answer : undefined;
    },
    { seconds: 30, seen: () => seen.slice(0, 200) },
  );
  return seen;
}

/** Three questions in a row without an answer, within the time that a policy needs to arrive. */
export async function silence(what: string, ask: () => Promise<string | undefined>): Promise<void> {
  let silent = 0;
  await until(
    what,
    async () => {
      silent = (await ask()) === undefined ? silent + 1 : 0;
      return silent === 3 || undefined;
    },
    { seconds: 60, seen: () => `${silent} questions without an answer` },
  );
}

function node(machine: Machine, namespace: string, script: string, ...args: readonly string[]): ChildProcess {
  return machine.start(['ip', 'netns', 'exec', namespace, process.execPath, '-e', script, ...args]);
}

function listen(child: ChildProcess, lines: string[]): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) {
      createInterface({ input: stream }).on('line', (line) => lines.push(line));
    }
  }
}
