// Compiles the assemblies of the tests to machine code (ReadyToRun), in place. The next build replaces them with its own.
//
// Usage: node precompile.mjs FOLDER [FOLDER...]
//
// A run of the tests starts more than a hundred portals, each of which compiles 20,000 methods until it is ready; 6,700 with this. The first
// folder has all assemblies, the others get those that they have, too. What is compiled stays in artifacts/precompiled, so that the next run
// compiles only what has changed since. Without the compiler, the assemblies stay as they are.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What few tests use takes longer to compile than it saves. */
const LeftOut = /^(Anthropic|OpenAI|testhost|.*\.VisualStudio\..*|Microsoft\.(Testing|TestPlatform|ApplicationInsights)\..*)\.dll$/;

/** What has code of one of these compiled in, as generic types, is compiled again when it changes. */
const Ours = /^JusInfer\..*\.dll$/;

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '../../artifacts/precompiled');
const [folder, ...others] = process.argv.slice(2);

const compiler = findCompiler();
if (!compiler) {
  console.error('The compiler to machine code could not be restored; the tests take longer.');
  process.exit(0);
}

mkdirSync(cache, { recursive: true });
const references = [...frameworks(), folder].flatMap((one) => ['-r', join(one, '*.dll')]);

// A generic type of one assembly with arguments of another is compiled, too: half of what a start would compile otherwise.
const options = ['--non-local-generics-module:*', '--targetos:linux', `--targetarch:${process.arch}`, '-O', '--parallelism:1'];
const ours = createHash('sha256');
for (const name of readdirSync(folder).filter((one) => Ours.test(one)).sort()) ours.update(readFileSync(join(folder, name)));
const version = JSON.stringify([compiler, ...options, ...frameworks()]);
const versionOfOurs = version + ours.digest('hex');
const waiting = readdirSync(folder)
  .filter((name) => name.endsWith('.dll') && !LeftOut.test(name))
  .sort((one, other) => statSync(join(folder, other)).size - statSync(join(folder, one)).size);
const compiled = [];
await Promise.all(Array.from({ length: availableParallelism() }, async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) compiled.push({ name, file: await compile(name) });
}));
const ready = compiled.filter((one) => one.file);
const failed = compiled.filter((one) => !one.file).map(({ name }) => name);
if (failed.some((name) => Ours.test(name))) console.error(`Not compiled to machine code, so the tests take longer: ${failed.join(', ')}`);
for (const { name, file } of ready) replace(name, file);
for (const file of readdirSync(cache).map((name) => join(cache, name))) {
  if (file.endsWith('.dll') && !ready.some((one) => one.file === file)) rmSync(file);
}

/** The compiled assembly; null for one that the compiler does not take. */
async function compile(name) {
  const hash = createHash('sha256').update(Ours.test(name) ? versionOfOurs : version).update(readFileSync(join(folder, name))).digest('hex');
  const file = join(cache, `${hash}.dll`);
  if (existsSync(file)) return file;

  const unfinished = `${file}.new`;
  try {
    await run(compiler, [join(folder, name), '-o', unfinished, ...references, ...options]);
  } catch {
    return null;
  }

  renameSync(unfinished, file);
  return file;
}

/** Replaces an assembly in all folders that have the same one. At no time is there half of one. */
function replace(name, file) {
  const original = readFileSync(join(folder, name));
  for (const target of [folder, ...others].map((one) => join(one, name))) {
    if (!existsSync(target) || !original.equals(readFileSync(target))) continue;
    copyFileSync(file, `${target}.new`);
    renameSync(`${target}.new`, target);
  }
}

function findCompiler() {
  if (process.platform !== 'linux') return null;
  const project = join(here, 'compiler.csproj');
  const properties = ['NuGetPackageRoot', 'CompilerPackage', 'BundledNETCoreAppPackageVersion'];
  try {
    execFileSync('dotnet', ['restore', project, '-v', 'q'], { timeout: 180_000 });
    const text = execFileSync('dotnet', ['msbuild', project, ...properties.map((one) => `-getProperty:${one}`)], { encoding: 'utf8' });
    const { NuGetPackageRoot: root, CompilerPackage: name, BundledNETCoreAppPackageVersion: version } = JSON.parse(text).Properties;
    const found = join(root, name.toLowerCase(), version, 'tools/crossgen2');
    return existsSync(found) ? found : null;
  } catch {
    return null;
  }
}

/** The folders of the newest frameworks of the SDK's version. */
function frameworks() {
  const lines = execFileSync('dotnet', ['--list-runtimes'], { encoding: 'utf8' }).trim().split('\n');
  return ['Microsoft.NETCore.App', 'Microsoft.AspNetCore.App'].map((name) => {
    const [, version, path] = lines.findLast((line) => line.startsWith(`${name} 10.`)).match(/^\S+ (\S+) \[(.+)\]$/);
    return join(path, version);
  });
}
