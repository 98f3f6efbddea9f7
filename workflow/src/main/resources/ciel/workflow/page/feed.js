// Server-sent events by fetch, because EventSource cannot send a token in a header. Comes back by itself with the id of the last event.
let token = sessionStorage.getItem('ciel-token') || '';

export function setToken(value) {
  token = value;
  sessionStorage.setItem('ciel-token', value);
}

export function hasToken() { return token !== ''; }

export async function ask(path, options = {}) {
  const headers = { ...options.headers };
  if (token) headers['X-Ciel-Token'] = token;
  return fetch(path, { ...options, headers, cache: 'no-store', credentials: 'omit' });
}

export class Feed {
  constructor(path, onEvent, onState) {
    this.path = path;
    this.onEvent = onEvent;
    this.onState = onState;
    this.last = '';
    this.abort = new AbortController();
    this.run();
  }

  close() { this.abort.abort(); }

  async run() {
    let wait = 500;
    while (!this.abort.signal.aborted) {
      try {
        const headers = this.last ? { 'Last-Event-ID': this.last } : {};
        const answer = await ask(this.path, { headers, signal: this.abort.signal });
        if (answer.status === 401) { this.onState('token'); return; }
        if (!answer.ok) { throw new Error((await answer.text()).trim()); }
        this.onState('live');
        wait = 500;
        await this.read(answer.body.getReader());
      } catch (error) {
        if (this.abort.signal.aborted) return;
      }
      this.onState('lost');
      await new Promise(done => setTimeout(done, wait));
      wait = Math.min(wait * 2, 15000);
    }
  }

  async read(reader) {
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      let end;
      while ((end = text.indexOf('\n\n')) >= 0) {
        this.take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  }

  take(block) {
    const event = { name: 'message', data: '' };
    for (const line of block.split('\n')) {
      if (line.startsWith('id: ')) event.id = line.slice(4);
      else if (line.startsWith('event: ')) event.name = line.slice(7);
      else if (line.startsWith('data: ')) event.data += line.slice(6);
    }
    if (!event.data) return;
    this.onEvent(event.name, JSON.parse(event.data));
    if (event.id) this.last = event.id;
  }
}
