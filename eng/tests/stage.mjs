// Runs one stage of the tests, and its failed tests again without others beside them, at most twice.
//
// Usage: node stage.mjs FOLDER NAME RUNNER [ARGUMENT...]
//
// A test that passes when it runs again is flaky, one that fails three times has failed. No list excuses a test in advance. After more than
// ten failures nothing runs again: the product is broken, or the machine.
//
// 1. The stage runs as a whole; its totals are those of this run. If one of its tests never ends, the stage ends, with all processes that it
//    has started, and runs once more: what did not end is flaky then, or has failed if it hangs again.
// 2. The methods of its failures run again: a theory's rows are not known before it runs, so a row is found by its display name. The classes
//    of a fixture that failed run again as a whole, and count as one failure. After an error of cleaning up that belongs to no class, as
//    that of the assembly's fixture, the stage runs again as a whole.
// 3. A line is added to FOLDER/stages.jsonl; FOLDER has the result file of each run.
//
// Exit code: 0, or 1 if a test has failed, or 130 if a signal ended the run.

import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { readResults } from './results.mjs';

const MaxFailures = 10;
const MaxReruns = 2;
const InterruptedExitCode = 130;

/** What the runner says of its own progress, and of the start and the end of each test. */
const Progress = /^ +(Discover|Start|Finish)/;
const TestProgress = /^    (?<test>.+) \[(?<event>STARTING|FINISHED)\]/;

/** A test that takes as long does not end any more: on a busy machine, the slowest one takes three minutes. */
const HungSeconds = Number(process.env.JUSINFER_TEST_HUNG_SECONDS ?? 600);

/** How long what a runner has left behind has to end by itself. A process can also keep the output of its runner open. */
const EndMilliseconds = 2000;

/** The failure of a fixture that all tests of its classes share. */
const FixtureFailure = /^(Class|Collection|Assembly) fixture type /;

const [folder, stage, ...command] = process.argv.slice(2);
let interrupted = false;
let runner = null;
process.on('SIGINT', () => (interrupted = true)); // The terminal sends Ctrl-C to the runner, too.
process.on('SIGTERM', () => {
  interrupted = true;
  runner?.kill('SIGTERM');
});

mkdirSync(folder, { recursive: true });
console.log(`Running ${stage}`);
const flaky = new Map();
let first = await run('', []);
if (first.hung.length > 0 && !interrupted) {
  for (const name of first.hung) flaky.set(name, { name, text: first.fault, rows: 0, isNew: false });
  console.log(`Running ${stage} once more`);
  first = await run('', []);
  for (const name of first.hung) flaky.delete(name);
}

const failures = first.results ? failuresOf(first.results) : new Map();
if (failures.size <= MaxFailures) await runAgain();

const failed = [...failures.values()];
if (first.fault) failed.push({ name: `${stage} ${first.fault}`, text: '', rows: 0, isNew: false });
const rows = (list, isNew) => list.filter((one) => one.isNew === isNew).reduce((sum, one) => sum + one.rows, 0);
const result = {
  stage,
  passed: (first.results?.passed ?? 0) + rows([...flaky.values()], false) - rows(failed, true),
  skipped: first.results?.skipped ?? 0,
  failed: failed.map(({ name, text }) => ({ name, text })),
  flaky: [...flaky.values()].map(({ name, text }) => ({ name, text })),
};
appendFileSync(join(folder, 'stages.jsonl'), `${JSON.stringify(result)}\n`);
process.exit(interrupted ? InterruptedExitCode : result.failed.length > 0 ? 1 : 0);

/** Runs the failures again until all have passed. What fails for the first time then is a failure, too. */
async function runAgain() {
  for (let attempt = 1; attempt <= MaxReruns && failures.size > 0 && !interrupted; attempt++) {
    console.log(`Running ${failures.size} failed of ${stage} again, alone`);
    const { results, fault } = await run(`.again-${attempt}`, selectionOf([...failures.values()]));
    if (!results || fault) continue;
    const now = failuresOf(results);
    for (const [key, failure] of failures) {
      if (now.has(key) || !failure.hasPassed(results)) continue;
      failures.delete(key);
      flaky.set(key, failure);
    }

    for (const [key, failure] of now) if (!failures.has(key) && !flaky.has(key)) failures.set(key, { ...failure, isNew: true });
  }
}

/** The arguments that select what runs again. */
function selectionOf(failures) {
  if (failures.some(({ methods }) => methods.length === 0)) return [];
  const methods = new Set(failures.flatMap((failure) => failure.methods));
  return ['-parallelMode', 'none', ...[...methods].flatMap((method) => ['-method', method])];
}

/** Runs the command with further arguments. A fault is why the results cannot be trusted. */
async function run(suffix, further) {
  const file = join(folder, `${stage}${suffix}.xml`);
  rmSync(file, { force: true });
  const { exit, hung } = await start([...command.slice(1), ...further, '-reporter', 'verbose', '-result-xml', file]);
  const results = readResults(file);
  if (hung.length > 0) return { results: null, hung, fault: `did not end within ${HungSeconds} s: ${hung.join(', ')}` };
  if (!results) return { results: null, hung, fault: `ended without results (${exit})` };
  if (results.total === 0) return { results, hung, fault: 'has run no test' };
  const expected = failuresOf(results).size > 0 ? 'exit code 1' : 'exit code 0';
  return { results, hung, fault: exit === expected ? null : `ended with ${exit}` };
}

/** Runs the runner to its end, or until one of its tests hangs. */
async function start(args) {
  const running = new Map();
  const hung = [];
  const children = [];
  let lastProgress = Date.now();
  runner = spawn(command[0], args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const output of [runner.stdout, runner.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      const progress = TestProgress.exec(line)?.groups;
      if (progress) note(progress);
      else if (!Progress.test(line)) console.log(line);
    });
  }

  const watch = setInterval(() => {
    const before = Date.now() - HungSeconds * 1000;
    const late = [...running].filter(([, since]) => since < before).map(([test]) => test);
    if (late.length === 0 && lastProgress >= before) return;
    hung.push(...(late.length > 0 ? late : ['a fixture, before or after its tests']));
    clearInterval(watch);
    children.push(...descendantsOf(runner.pid));
    runner.kill('SIGKILL');
  }, Math.min(HungSeconds * 100, 5000));
  const closed = new Promise((resolve) => runner.on('close', resolve));
  const exit = await new Promise((resolve) => {
    runner.on('error', (fault) => resolve(fault.message));
    runner.on('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  clearInterval(watch);
  await Promise.race([closed, delay(EndMilliseconds, undefined, { ref: false })]);
  if (children.length > 0) await endAll(children);
  for (const output of [runner.stdout, runner.stderr]) output?.destroy();
  return { exit, hung };

  function note({ test, event }) {
    lastProgress = Date.now();
    if (event === 'STARTING') running.set(test, lastProgress);
    else running.delete(test);
  }
}

/** The processes that a process has started, and those that these have started. */
function descendantsOf(parent) {
  const lines = execFileSync('ps', ['-Ao', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const found = [parent];
  for (const one of found) found.push(...processes.filter(([, starter]) => starter === one).map(([pid]) => pid));
  return found.slice(1);
}

/** Ends processes. That of PostgreSQL's server stops it and deletes its folder when the runner has gone, for which it has some time. */
async function endAll(processes) {
  await delay(EndMilliseconds);
  for (const pid of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** The failures of a run by what identifies them in the next one. */
function failuresOf({ cases, errors }) {
  const found = new Map();
  for (const one of cases.filter(({ result }) => result === 'Fail')) {
    const isFixture = FixtureFailure.test(one.text);
    const key = isFixture ? `fixture of ${one.collection}` : one.name;
    const known = found.get(key);
    if (known) {
      known.rows++;
      known.methods.push(...(isFixture ? [`${one.class}.*`] : []));
    } else {
      found.set(key, isFixture
        ? { name: `${one.class} (fixture)`, text: one.text, rows: 1, isNew: false, methods: [`${one.class}.*`], hasPassed: hasRun([one.class]) }
        : { name: one.name, text: one.text, rows: 1, isNew: false, methods: [`${one.class}.${one.method}`], hasPassed: hasPassed(one) });
    }
  }

  for (const { type, name, text } of errors) {
    const classes = [...new Set(cases.filter((one) => [one.class, one.collection, one.name, `${one.class}.${one.method}`].includes(name)).map((one) => one.class))];
    found.set(`${type} ${name}`, { name: `${name} (${type})`, text, rows: 0, isNew: false, methods: classes.map((one) => `${one}.*`), hasPassed: hasRun(classes) });
  }

  return found;
}

/** Rows with the same display name count as one. */
function hasPassed({ class: type, method, name }) {
  return ({ cases }) => {
    const same = cases.filter((one) => one.class === type && one.method === method && one.name === name);
    return same.length > 0 && same.every(({ result }) => result === 'Pass');
  };
}

function hasRun(classes) {
  const passed = (cases, type) => cases.some((one) => one.result === 'Pass' && (type === null || one.class === type));
  return ({ cases }) => (classes.length > 0 ? classes : [null]).every((type) => passed(cases, type));
}
