// Google's own SDK.
import { GoogleGenAI, Type } from '@google/genai';
import { apiKey, auto, host, pdf, pixel, run } from './scenario.mjs';

const client = () => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: host } });
const contents = 'Say hello to Zoë.';
const parameters = { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] };
const tools = [{ functionDeclarations: [{ name: 'weather', description: 'Tells the weather.', parameters }] }];

const seen = (text, last) => ({
  text,
  finish: last.candidates[0].finishReason,
  input: last.usageMetadata.promptTokenCount,
  total: last.usageMetadata.totalTokenCount,
});

async function read(stream) {
  let text = '';
  let pieces = 0;
  let last;
  for await (const part of stream) {
    text += part.text ?? '';
    if (part.text) pieces++;
    last = part;
  }
  return { ...seen(text, last), pieces };
}

const choice = { type: Type.STRING, enum: ['Percussion', 'String', 'Wind'] };
const enumOnly = { responseMimeType: 'text/x.enum', responseSchema: choice };

await run({
  async generate() {
    const answer = await client().models.generateContent({ model: auto, contents, config: { systemInstruction: 'Be brief.' } });
    return seen(answer.text, answer);
  },

  async stream() {
    return read(await client().models.generateContentStream({ model: auto, contents }));
  },

  async tools() {
    const said = [{ role: 'user', parts: [{ text: 'What is the weather?' }] }];
    const calls = [];
    for await (const part of await client().models.generateContentStream({ model: auto, contents: said, config: { tools } })) {
      said.push(part.candidates[0].content);
      calls.push(...(part.functionCalls ?? []));
    }
    const parts = calls.map(({ id, name, args }) => ({ functionResponse: { id, name, response: { output: `It rains in ${args.city}.` } } }));
    said.push({ role: 'user', parts });
    return { text: (await client().models.generateContent({ model: auto, contents: said, config: { tools } })).text, calls: calls.length };
  },

  async chat() {
    const chat = client().chats.create({ model: auto });
    for await (const _ of await chat.sendMessageStream({ message: 'Remember Zoë.' }));
    const answer = await chat.sendMessage({ message: contents });
    const roles = chat.getHistory().map((content) => content.role);
    return { text: answer.text, turns: roles.filter((role, index) => role !== roles[index - 1]).length };
  },

  async schema() {
    const properties = { name: { type: Type.STRING }, age: { type: Type.NUMBER }, tags: { type: Type.ARRAY, items: { type: Type.STRING } } };
    const responseSchema = { type: Type.OBJECT, properties, required: ['name', 'age', 'tags'] };
    const answer = await client().models.generateContent({ model: auto, contents, config: { responseMimeType: 'application/json', responseSchema } });
    return { parsed: JSON.parse(answer.text) };
  },

  async image() {
    const parts = [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: pixel.split(',')[1] } }];
    return { text: (await client().models.generateContent({ model: auto, contents: [{ role: 'user', parts }] })).text };
  },

  async pdf() {
    const parts = [{ text: 'What is this?' }, { inlineData: { mimeType: 'application/pdf', data: pdf.split(',')[1] } }];
    return { text: (await client().models.generateContent({ model: auto, contents: [{ role: 'user', parts }] })).text };
  },

  async enum() {
    return { text: (await client().models.generateContent({ model: auto, contents, config: enumOnly })).text };
  },

  async enumStream() {
    return { text: (await read(await client().models.generateContentStream({ model: auto, contents, config: enumOnly }))).text };
  },

  async enumJson() {
    const responseSchema = { type: Type.OBJECT, properties: { family: { ...choice, nullable: true } }, required: ['family'] };
    const config = { responseMimeType: 'application/json', responseSchema };
    return { parsed: JSON.parse((await client().models.generateContent({ model: auto, contents, config })).text) };
  },

  async models() {
    const names = [];
    for await (const model of await client().models.list({ config: { pageSize: 1 } })) names.push(model.name);
    const described = await client().models.get({ model: auto });
    const { totalTokens } = await client().models.countTokens({ model: auto, contents });
    return { names, described: described.name, tokens: totalTokens };
  },

  async unknownModel() {
    return client().models.generateContent({ model: 'nobody/knows-this', contents });
  },
});
