// Runs one scenario of a script by its name and prints what it saw as one line of JSON, last.
// A client's error is something to see, too: {"error": {status, code, message}}.

export const { BASE_URL: baseURL, HOST: host, API_KEY: apiKey } = process.env;

export const auto = 'jusInfer-auto';

/** The smallest picture that is one. */
export const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';

/** The beginning of a document. */
export const pdf = 'data:application/pdf;base64,JVBERi0xLjQKJcOkw7zDtsOfCg==';

/** Texts to embed, of different lengths. */
export const texts = ['Say hello.', 'Hi.', 'Hello, Zoë!!'];

export async function run(scenarios) {
  const scenario = scenarios[process.argv[2]];
  if (!scenario) throw new Error(`There are ${Object.keys(scenarios).join(', ')}; not ${process.argv[2]}.`);
  console.log(JSON.stringify(await scenario().catch(seen)));
}

function seen(error) {
  return { error: { status: error.status ?? error.statusCode ?? null, code: error.code ?? null, message: String(error.message ?? error) } };
}
