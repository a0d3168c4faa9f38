// Bodies of the Gemini API that Google's SDK for JavaScript does not write.
import { apiKey, auto, host, pdf, pixel, run } from './scenario.mjs';

const whole = 'generateContent';
const streamed = 'streamGenerateContent?alt=sse';

async function post(method, body) {
  const headers = { 'content-type': 'application/json', 'x-goog-api-key': apiKey };
  const response = await fetch(`${host}/v1beta/models/${auto}:${method}`, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok) throw Object.assign(new Error(text), { status: response.status });
  const events = method === whole ? [text] : text.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
  const parts = events.flatMap((event) => JSON.parse(event).candidates[0].content.parts);
  return { text: parts.map((part) => part.text ?? '').join(''), calls: parts.flatMap((part) => part.functionCall?.name ?? []) };
}

/** Google's samples for curl have one object for a list, and its generated clients write numbers as strings and enums as numbers. */
const sample = (fields) => JSON.stringify({
  system_instruction: { parts: { text: 'Be brief.' } },
  contents: { role: 'user', parts: { text: 'Say hello to Zoë.' } },
  generation_config: { temperature: '0.5', maxOutputTokens: '200', stopSequences: 'END' },
  ...fields,
});

const weather = { name: 'weather', parameters: { type: 6, properties: { city: { type: 1 } }, required: 'city' } };
const withTool = sample({
  tools: { function_declarations: weather },
  tool_config: { function_calling_config: { mode: 2, allowed_function_names: 'weather' } },
});

/** The bytes of a data URI, and some whose base64 is "++++////", with both characters that differ between the alphabets. */
function bytesOf(uri) {
  const bytes = Buffer.from(uri.split(',')[1], 'base64');
  return Buffer.concat([bytes, Buffer.alloc((3 - (bytes.length % 3)) % 3), Buffer.from('++++////AA==', 'base64')]);
}

/** A body as Google's SDK for Python writes it: with the separators and the escapes of json.dumps, and bytes in the URL-safe alphabet. */
const python = (type, data) =>
  `{"contents": [{"parts": [{"text": "What is this, Zo\\u00eb?"}, {"inlineData": {"data": "${data}", "mimeType": "${type}"}}], "role": "user"}], `
  + '"systemInstruction": {"parts": [{"text": "Be brief."}], "role": "user"}, "generationConfig": {"temperature": 0.5}}';

/** Sends a medium as that SDK does, and says whether the provider received its bytes. */
async function receives(method, uri) {
  const type = uri.slice('data:'.length, uri.indexOf(';'));
  const base64 = bytesOf(uri).toString('base64');
  const urlSafe = base64.replaceAll('+', '-').replaceAll('/', '_');
  return (await post(method, python(type, urlSafe))).text === `You showed: data:${type};base64,${base64}`;
}

await run({
  async samples() {
    return { texts: [(await post(whole, sample())).text, (await post(streamed, sample())).text] };
  },

  async python() {
    return { image: await receives(whole, pixel), pdf: await receives(whole, pdf), streamed: await receives(streamed, pdf) };
  },

  async tools() {
    return { calls: [...(await post(whole, withTool)).calls, ...(await post(streamed, withTool)).calls] };
  },
});
