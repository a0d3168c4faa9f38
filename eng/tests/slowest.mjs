// Prints the classes whose tests took longest in the last run. Usage: node slowest.mjs FOLDER

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from './results.mjs';

const Shown = 30;

const folder = process.argv[2];
let files;
try {
  files = readdirSync(folder).filter((name) => name.endsWith('.xml') && !name.includes('.again-'));
} catch {
  files = [];
}

if (files.length === 0) {
  console.error(`There are no results in ${folder}. Run the tests first: bash eng/test.sh`);
  process.exit(1);
}

const classes = new Map();
for (const { class: name, seconds } of files.flatMap((name) => readResults(join(folder, name))?.cases ?? [])) {
  const known = classes.get(name) ?? { count: 0, seconds: 0 };
  classes.set(name, { count: known.count + 1, seconds: known.seconds + seconds });
}

console.log(' seconds  tests  class');
for (const [name, { count, seconds }] of [...classes].sort(([, one], [, other]) => other.seconds - one.seconds).slice(0, Shown)) {
  console.log(`${seconds.toFixed(1).padStart(8)}  ${String(count).padStart(5)}  ${name}`);
}
