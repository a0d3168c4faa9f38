// Prints what the stages of the tests have shown. Usage: node report.mjs FOLDER [NOT-RUN...]
// Exit code: 1 if a test has failed, or more than five are flaky.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MaxFlaky = 5;

const [folder, ...notRun] = process.argv.slice(2);
const file = join(folder, 'stages.jsonl');
const stages = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
const all = (list) => stages.flatMap((stage) => stage[list]);
const sum = (count) => stages.reduce((total, stage) => total + stage[count], 0);
const [failed, flaky] = [all('failed'), all('flaky')];

for (const [word, list] of [['FLAKY', flaky], ['FAILED', failed]]) {
  for (const { name, text } of list) console.log(`${word} ${name}${text && `\n${text.replace(/^/gm, '      ')}`}`);
}

if (failed.length > 0) console.log(['Failed:', ...failed.map(({ name }) => name)].join('\n  '));
if (notRun.length > 0) console.log(`Not run: ${notRun.join(', ')}`);
console.log(`${flaky.length} flaky${flaky.length > MaxFlaky ? `: more than ${MaxFlaky}, so the run has failed` : ''}`);
console.log(`${sum('passed')} passed, ${failed.length} failed, ${sum('skipped')} skipped`);
process.exit(failed.length > 0 || flaky.length > MaxFlaky ? 1 : 0);
