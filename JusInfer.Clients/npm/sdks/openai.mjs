// OpenAI's own SDK.
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { apiKey, auto, baseURL, pdf, pixel, run, texts } from './scenario.mjs';

const client = () => new OpenAI({ apiKey, baseURL, maxRetries: 0 });
const messages = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Say hello to Zoë.' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const weather = async ({ city }) => `It rains in ${city}.`;
const tools = [{ type: 'function', function: { name: 'weather', parameters, parse: JSON.parse, function: weather } }];

const seen = ({ choices: [{ message, finish_reason }], usage }) => ({
  text: message.content,
  finish: finish_reason,
  input: usage.prompt_tokens,
  cached: usage.prompt_tokens_details.cached_tokens,
  output: usage.completion_tokens,
});

const vectors = ({ data, usage }) => ({ vectors: data.map((item) => item.embedding), input: usage.prompt_tokens });

await run({
  async chat() {
    return seen(await client().chat.completions.create({ model: auto, messages }));
  },

  async stream() {
    const stream = client().chat.completions.stream({ model: auto, messages, stream_options: { include_usage: true } });
    const ids = new Set();
    let pieces = 0;
    for await (const chunk of stream) {
      ids.add(chunk.id);
      if (chunk.choices[0]?.delta.content) pieces++;
    }
    return { ...seen(await stream.finalChatCompletion()), pieces, ids: ids.size };
  },

  async tools() {
    return { text: await client().chat.completions.runTools({ model: auto, stream: true, messages, tools }).finalContent() };
  },

  async toolsWhole() {
    return { text: await client().chat.completions.runTools({ model: auto, messages, tools }).finalContent() };
  },

  async parse() {
    const person = z.object({ name: z.string(), age: z.number(), tags: z.array(z.string()) });
    const answer = await client().chat.completions.parse({ model: auto, messages, response_format: zodResponseFormat(person, 'person') });
    return { parsed: answer.choices[0].message.parsed, finish: answer.choices[0].finish_reason };
  },

  async image() {
    const content = [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: pixel } }];
    return seen(await client().chat.completions.create({ model: auto, messages: [{ role: 'user', content }] }));
  },

  async pdf() {
    const content = [{ type: 'text', text: 'What is this?' }, { type: 'file', file: { filename: 'a.pdf', file_data: pdf } }];
    return seen(await client().chat.completions.create({ model: auto, messages: [{ role: 'user', content }] }));
  },

  async responsesPdf() {
    const content = [{ type: 'input_text', text: 'What is this?' }, { type: 'input_file', filename: 'a.pdf', file_data: pdf }];
    return { text: (await client().responses.create({ model: auto, input: [{ role: 'user', content }] })).output_text };
  },

  async embeddings() {
    return vectors(await client().embeddings.create({ model: 'scripted/embedding', input: texts }));
  },

  async embeddingsFloat() {
    return vectors(await client().embeddings.create({ model: 'scripted/embedding', input: texts, encoding_format: 'float' }));
  },

  async embeddingsBase64() {
    return vectors(await client().embeddings.create({ model: 'scripted/embedding', input: texts, encoding_format: 'base64' }));
  },

  async models() {
    const ids = [];
    for await (const model of client().models.list()) ids.push(model.id);
    return { ids };
  },

  async responses() {
    const stream = client().responses.stream({ model: auto, instructions: 'Be brief.', input: 'Say hello to Zoë.' });
    const numbers = [];
    for await (const event of stream) numbers.push(event.sequence_number);
    const { output_text, status, usage } = await stream.finalResponse();
    return {
      text: output_text,
      status,
      inOrder: numbers.every((number, at) => number === at),
      input: usage.input_tokens,
      cached: usage.input_tokens_details.cached_tokens,
      output: usage.output_tokens,
    };
  },

  async responsesTools() {
    const asked = { model: auto, store: false, tools: [{ type: 'function', name: 'weather', parameters, strict: true }] };
    const input = [{ role: 'user', content: 'What is the weather?' }];
    const first = await client().responses.create({ ...asked, input });
    const call = first.output.find((item) => item.type === 'function_call');
    input.push(...first.output, { type: 'function_call_output', call_id: call.call_id, output: await weather(JSON.parse(call.arguments)) });
    return { text: (await client().responses.create({ ...asked, input })).output_text };
  },

  async responsesRemember() {
    const first = await client().responses.create({ model: auto, input: 'Say hello to Zoë.' });
    const second = await client().responses.create({ model: auto, previous_response_id: first.id, input: 'What did I say first?' });
    return { text: second.output_text, previous: second.previous_response_id === first.id };
  },

  async unknownModel() {
    return client().chat.completions.create({ model: 'nobody/knows-this', messages });
  },

  async wrongKey() {
    return new OpenAI({ apiKey: 'jinf_wrong', baseURL, maxRetries: 0 }).chat.completions.create({ model: auto, messages });
  },
});
