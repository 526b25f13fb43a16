import { cpus, loadavg, totalmem } from 'node:os';
import { benchFleet } from './fleet';
import { print } from './measure';
import { CHART, HELM } from './projects';
import { benchRenderer } from './renderer';
import { benchReview } from './review';
import { benchSynth } from './synth';

// npm run bench -- [synth] [fleet] [renderer] [review]
//
// (synth) a whole synth beside a stock cdk8s app with ts-node and the Helm construct; (fleet) a thousand clusters beside
// one; (renderer) the built-in renderer beside `helm template`; (review)
// the report on an upgrade beside the differences of git and dyff. All in one run on one machine. Needs `npm run build`.

/** The head of a table that compares. */
function columns(theirs: string): string {
  return `${theirs.padStart(24)}${'ours'.padStart(24)}  clock    cpu`;
}

const PARTS = [
  { name: 'synth', head: columns('stock'), bench: benchSynth },
  { name: 'fleet', head: '', bench: benchFleet },
  { name: 'renderer', head: columns('helm'), bench: benchRenderer },
  { name: 'review', head: '', bench: benchReview },
];

const processor = `${cpus()[0]?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
print(`${processor}, Node ${process.version}, cilium ${CHART.version}, ${HELM.split('/').at(-1)}`);
print(`Waiting for a processor at the start: ${loadavg()[0]?.toFixed(1)} processes (load average).`);
const asked = process.argv.slice(2);
for (const { name, head, bench } of PARTS) {
  if (asked.length === 0 || asked.includes(name)) {
    print(`\n${name.padEnd(38)}${head}`);
    bench();
  }
}
