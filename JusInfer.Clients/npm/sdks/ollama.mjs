// Ollama's own client.
import { Ollama } from 'ollama';
import { apiKey, auto, host, pixel, run, texts } from './scenario.mjs';

const client = () => new Ollama({ host, headers: { Authorization: `Bearer ${apiKey}` } });
const messages = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Say hello to Zoë.' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [{ type: 'function', function: { name: 'weather', description: 'Tells the weather.', parameters } }];

const seen = (text, last) => ({ text, finish: last.done_reason, input: last.prompt_eval_count, output: last.eval_count });

async function read(stream, textOf) {
  let text = '';
  let pieces = 0;
  let last;
  for await (const part of stream) {
    text += textOf(part);
    if (textOf(part)) pieces++;
    last = part;
  }
  return { ...seen(text, last), pieces };
}

await run({
  async chat() {
    const answer = await client().chat({ model: auto, messages });
    return seen(answer.message.content, answer);
  },

  async stream() {
    return read(await client().chat({ model: auto, messages, stream: true }), (part) => part.message.content);
  },

  async generate() {
    return read(await client().generate({ model: auto, prompt: 'Say hello to Zoë.', stream: true }), (part) => part.response);
  },

  async tools() {
    const said = [{ role: 'user', content: 'What is the weather?' }];
    let first = '';
    const calls = [];
    for await (const part of await client().chat({ model: auto, messages: said, tools, stream: true })) {
      first += part.message.content;
      calls.push(...(part.message.tool_calls ?? []));
    }
    said.push({ role: 'assistant', content: first, tool_calls: calls });
    for (const call of calls) said.push({ role: 'tool', tool_name: call.function.name, content: `It rains in ${call.function.arguments.city}.` });
    return { text: (await client().chat({ model: auto, messages: said, tools })).message.content, calls: calls.length };
  },

  async format() {
    const properties = { name: { type: 'string' }, age: { type: 'number' }, tags: { type: 'array', items: { type: 'string' } } };
    const format = { type: 'object', properties, required: ['name', 'age', 'tags'], additionalProperties: false };
    return { parsed: JSON.parse((await client().chat({ model: auto, messages, format })).message.content) };
  },

  async image() {
    const answer = await client().chat({ model: auto, messages: [{ role: 'user', content: 'What is this?', images: [pixel.split(',')[1]] }] });
    return { text: answer.message.content };
  },

  async embed() {
    const answer = await client().embed({ model: 'scripted/embedding', input: texts });
    return { vectors: answer.embeddings, input: answer.prompt_eval_count };
  },

  async embedOne() {
    const { embeddings } = await client().embed({ model: 'scripted/embedding', input: texts[0] });
    const { embedding } = await client().embeddings({ model: 'scripted/embedding', prompt: texts[0] });
    return { vectors: [...embeddings, embedding] };
  },

  async formatEnum() {
    const properties = { mood: { type: ['string', 'null'], enum: ['calm', 'tense', null] } };
    const format = { type: 'object', properties, required: ['mood'] };
    return { parsed: JSON.parse((await client().chat({ model: auto, messages, format })).message.content) };
  },

  async models() {
    const { models } = await new Ollama({ host }).list();
    const shown = await new Ollama({ host }).show({ model: auto });
    return { names: models.map((model) => model.name), capabilities: shown.capabilities };
  },

  async unknownModel() {
    return client().chat({ model: 'nobody/knows-this', messages });
  },
});
