import { compareTemplates, recordAnswers } from './e2e/oracle/templates/compare-templates';
if (process.argv[2] === 'record') console.log(recordAnswers()); else {
const r = compareTemplates(Number(process.argv[2]), Number(process.argv[3]));
console.log(r.differences.slice(0, 25).join('\n')); console.log(r.summary);}
