// The stream on the home page: reads the gateway's events as they arrive, as any client does, and marks where the connection was cut and resumed.

const facts = ['attempts', 'billed', 'tokens', 'cost'];
const factOf = (name) => document.querySelector(`[data-live-fact="${name}"]`);
const show = (name, value) => { factOf(name).textContent = value; };

// As NumberFormat.Money: two significant digits below one cent.
function money(usd) {
  if (usd === 0) return '$0';
  return `$${usd.toFixed(usd >= 1 ? 2 : usd >= 0.01 ? 3 : 1 - Math.floor(Math.log10(usd)))}`;
}

async function* linesOf(response) {
  const decoder = new TextDecoder();
  let rest = '';
  for (let reader = response.body.getReader(), part; !(part = await reader.read()).done;) {
    const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n');
    rest = lines.pop();
    yield* lines;
  }
}

class Run {
  bills = 0;
  isResumed = false;

  constructor(figure) {
    this.figure = figure;
    this.text = figure.querySelector('[data-live-text]');
    this.state = figure.querySelector('[data-live-state]');
  }

  begin() {
    this.text.replaceChildren();
    this.text.hidden = false;
    this.figure.dataset.running = '';
    for (const name of facts) show(name, '…');
    this.say('Waiting for provider A');
  }

  // Shows the example again.
  fail(message) {
    this.text.hidden = true;
    delete this.figure.dataset.running;
    for (const name of facts) show(name, factOf(name).dataset.example);
    this.say(message);
  }

  say(message) {
    this.state.textContent = message;
  }

  mark(kind, label) {
    const event = document.createElement('span');
    event.className = `event ${kind}`;
    event.textContent = label;
    this.text.append(event, ' ');
  }

  read(line) {
    if (line.startsWith(': the connection to provider-a is cut')) {
      this.cutAt = performance.now();
      this.mark('cut', 'Provider A: connection cut');
      this.say('Connection cut, asking provider B');
    } else if (line.startsWith(': resumed with attempt ')) {
      this.mark('resumed', 'Provider B continues');
      this.say('Streaming from provider B');
    } else if (line.startsWith('data: {')) this.readChunk(JSON.parse(line.slice(6)));
  }

  readChunk({ choices, usage, x_jusinfer: receipt }) {
    const content = choices?.[0]?.delta?.content;
    if (content) {
      if (this.cutAt) this.pause ??= performance.now() - this.cutAt;
      else this.say('Streaming from provider A');
      this.text.append(content);
    }

    if (usage) {
      this.bills += 1;
      show('tokens', `${usage.prompt_tokens}, ${usage.completion_tokens}`);
    }

    if (receipt) {
      show('attempts', receipt.attempts);
      show('billed', this.bills);
      show('cost', money(Number(receipt.cost_usd)));
      this.isResumed = receipt.resumed;
    }
  }
}

export async function start(button) {
  const run = new Run(document.getElementById('live-stream'));
  button.disabled = true;
  run.begin();
  try {
    const response = await fetch(run.figure.dataset.source);
    if (!response.ok) {
      run.fail(`Not available now. Try again in ${response.headers.get('Retry-After') ?? 60} s.`);
      return;
    }

    for await (const line of linesOf(response)) run.read(line);
    if (run.isResumed) run.say(`Complete. The pause took ${(run.pause / 1000).toFixed(1)} s.`);
    else run.fail('The gateway ended the stream. Try again.');
  } catch {
    run.fail('The connection to this gateway ended. Try again.');
  } finally {
    button.disabled = false;
    button.textContent = 'Run it again';
  }
}
