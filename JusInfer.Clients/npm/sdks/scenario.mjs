// Runs scenarios of a script, one after another, so that its SDK is loaded once. Each line of input names one, and the endpoint that its
// client connects to: {scenario, host, baseURL, apiKey}. What it saw is printed as one line of JSON.
// A client's error is something to see, too: {"error": {status, code, message}}.
import { createInterface } from 'node:readline';

/** The endpoint of the scenario that runs. A client of its own connects to it. */
export let host;
export let baseURL;
export let apiKey;

export const auto = 'jusInfer-auto';

/** The smallest picture that is one. */
export const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';

/** The beginning of a document. */
export const pdf = 'data:application/pdf;base64,JVBERi0xLjQKJcOkw7zDtsOfCg==';

/** Texts to embed, of different lengths. */
export const texts = ['Say hello.', 'Hi.', 'Hello, Zoë!!'];

export async function run(scenarios) {
  for await (const line of createInterface({ input: process.stdin })) {
    let name;
    ({ scenario: name, host, baseURL, apiKey } = JSON.parse(line));
    const scenario = scenarios[name];
    if (!scenario) throw new Error(`There are ${Object.keys(scenarios).join(', ')}; not ${name}.`);
    console.log(JSON.stringify(await scenario().catch(seen)));
  }
}

function seen(error) {
  return { error: { status: error.status ?? error.statusCode ?? null, code: error.code ?? null, message: String(error.message ?? error) } };
}
