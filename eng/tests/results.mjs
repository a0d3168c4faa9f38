// Reads the result file of a test runner (xUnit.net's format: https://xunit.net/docs/format-xml-v2).

import { readFileSync } from 'node:fs';

const Token = /<(\/?)([\w-]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g;
const Attribute = /([\w:-]+)="([^"]*)"/g;
const Entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * @returns {{ passed: number, skipped: number, total: number, cases: object[], errors: object[] } | null} Null if the file is missing or
 * incomplete, as a runner that crashes leaves it. A case has its class, method, display name, collection, result (Pass, Fail, Skip, NotRun),
 * seconds and the text of its failure; an error of a fixture has its type, the name of its class or collection, and its text.
 */
export function readResults(file) {
  let xml;
  try {
    xml = readFileSync(file, 'utf8');
  } catch {
    return null;
  }

  if (!xml.trimEnd().endsWith('</assemblies>')) return null;
  const results = { passed: 0, skipped: 0, total: 0, cases: [], errors: [] };
  let collection = '', current = null, text = '';
  for (const [, closing, name, attributes, , content] of xml.matchAll(Token)) {
    if (name === undefined) {
      text += content;
    } else if (!closing) {
      text = '';
      const values = attributesOf(attributes);
      if (name === 'assembly') {
        for (const count of ['passed', 'skipped', 'total']) results[count] += Number(values[count]);
      } else if (name === 'collection') {
        collection = values.name;
      } else if (name === 'test') {
        current = { class: values.type, method: values.method, name: values.name, collection, result: values.result, seconds: Number(values.time), text: '' };
        results.cases.push(current);
      } else if (name === 'error') {
        current = { type: values.type, name: values.name ?? '', text: '' };
        results.errors.push(current);
      }
    } else if (current && (name === 'message' || name === 'stack-trace')) {
      current.text += `${current.text && '\n'}${decode(text)}`;
    }
  }

  return results;
}

function attributesOf(text) {
  const values = {};
  for (const [, name, value] of text.matchAll(Attribute)) values[name] = decode(value);
  return values;
}

/** Besides XML's escapes, the runner has those of C# for quotation marks and backslashes. */
function decode(text) {
  return text
    .replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
      name ? (Entities[name] ?? whole) : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)))
    .replace(/\\(["\\])/g, '$1');
}
