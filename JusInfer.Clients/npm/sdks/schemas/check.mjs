// Checks answers against the schemas of `generate.mjs`. Each line of the input is {"sdk", "type", "answer"}; the line of the output is an
// array of what is wrong with it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Ajv from 'ajv';

const ajv = new Ajv({ allErrors: true, strict: false });
for (const sdk of ['openai', 'anthropic']) {
  ajv.addSchema(JSON.parse(readFileSync(join(import.meta.dirname, '..', 'node_modules', '.schemas', `${sdk}.json`), 'utf8')), sdk);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { sdk, type, answer } = JSON.parse(line);
  const validate = ajv.getSchema(`${sdk}#/definitions/${type}`);
  if (!validate) throw new Error(`The SDK ${sdk} has no ${type}.`);
  validate(answer);
  const errors = validate.errors ?? [];
  // Of an alternative to null, what is wrong with the other one says more.
  const precise = errors.filter(({ keyword, params }) => !['if', 'anyOf'].includes(keyword) && params.type !== 'null');
  const named = precise.length > 0 ? precise : errors;
  console.log(JSON.stringify([...new Set(named.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`))]));
}
