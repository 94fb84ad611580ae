// The `ws` package for Node, driven as the other clients are: one command a line in, one line out.
//     node --expose-gc client.mjs PATH_OF_WS
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { createSecureContext } from 'node:tls';

const require = createRequire(import.meta.url);
const WebSocket = require(process.argv[2]);
const { version } = require(process.argv[2] + '/package.json');
const MOST_WAITING = 1 << 20;
const HELD_BEFORE = 50;

const contexts = new Map();

// The roots are parsed once, as Node does with its own.
function trust(file) {
  if (!contexts.has(file)) contexts.set(file, createSecureContext({ ca: readFileSync(file) }));
  return contexts.get(file);
}

function connect(options) {
  const alone = options.deflate === 'alone';
  const socket = new WebSocket(options.url, {
    secureContext: trust(options.ca),
    perMessageDeflate: options.deflate !== 'none' && { threshold: 0, serverNoContextTakeover: alone, clientNoContextTakeover: alone },
  });
  socket.binaryType = 'nodebuffer';
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

const messages = (socket, count) => new Promise((resolve, reject) => {
  const onMessage = () => {
    if (--count > 0) return;
    socket.off('message', onMessage);
    resolve();
  };
  socket.on('message', onMessage);
  socket.once('error', reject);
});

let time, cpu;

function start() {
  cpu = process.cpuUsage();
  time = process.hrtime.bigint();
}

function stop() {
  const elapsed = process.hrtime.bigint() - time;
  const used = process.cpuUsage(cpu);
  return `ns=${elapsed} cpu=${(used.user + used.system) * 1000}`;
}

// Private memory of the process after a collection. Node has no call of malloc_trim.
function privateBytes() {
  for (let i = 0; i < 3; i++) globalThis.gc();
  return Number(/^Private_Dirty: +(\d+)/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))[1]) * 1024;
}

function percentiles(times) {
  times.sort();
  const at = (share) => times[Math.floor(times.length * share)];
  return ` p50=${at(0.5)} p99=${at(0.99)} p999=${at(0.999)}`;
}

const descriptors = () => readdirSync('/proc/self/fd').length;

const WORDS = ['connection', 'price', 'sensor', 'north', 'delivered', 'customer', 'seven', 'pending', 'stream', 'order', 'amount', 'blue'];
const LETTERS = ['ж', 'и', 'з', 'нь', ' ', 'été', '日本', '語', '😀', 'αβ', 'ع', 'א', 'zürich', '€', ', ', 'дом'];

let seed = 1;
const draw = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8;
const word = () => WORDS[draw() % WORDS.length];

// Exactly that many bytes; no letter is cut.
function text(size, unicode) {
  const bytes = Buffer.alloc(size, '.');
  for (let used = 0; ;) {
    const part = Buffer.from(unicode
      ? LETTERS[draw() % LETTERS.length]
      : `{"id":${draw()},"${word()}":"${word()}","value":${draw() % 4096}.${draw() % 100},"ok":${draw() % 2 === 0}},`);
    if (used + part.length > size) return bytes;
    used += part.copy(bytes, used);
  }
}

// Messages to be sent in turn; size 0: from 200 to 800 bytes, as the server's.
function texts(options) {
  seed = 1;
  const count = Math.min(64, Math.max(4, Math.floor((1 << 20) / Math.max(options.size, 800))));
  return Array.from({ length: count }, (_, i) => text(options.size || 200 + Math.floor(i * 600 / count), options.payload === 'unicode'));
}

function random(size) {
  seed = 1;
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = draw() >> 8;
  return bytes;
}

const cases = {
  async send(options) {
    const binary = options.kind === 'send' || options.kind === 'flight';
    const all = binary ? [random(options.size)] : texts(options);
    const socket = await connect(options);
    start();
    const answer = messages(socket, 1);
    for (let i = 0; i < options.count; i++) {
      const message = all[i % all.length];
      if (socket.bufferedAmount < MOST_WAITING) socket.send(message, { binary });
      else await new Promise((resolve) => socket.send(message, { binary }, resolve));
    }
    await answer;
    const result = stop();
    socket.terminate();
    return result;
  },

  async receive(options) {
    const socket = await connect(options);
    start();
    const all = messages(socket, options.count);
    socket.send('x');
    await all;
    const result = stop();
    socket.terminate();
    return result;
  },

  async tick(options) {
    const ages = new Float64Array(options.connections * options.count);
    const sockets = [];
    for (let i = 0; i < options.connections; i++) sockets.push(await connect(options));
    let got = 0;
    start();
    await Promise.all(sockets.map((socket) => new Promise((resolve) => {
      let left = options.count;
      socket.on('message', (message) => {
        ages[got++] = Number(process.hrtime.bigint() - message.readBigInt64LE());
        socket.send('x');
        if (--left === 0) resolve();
      });
      socket.send('x');
    })));
    const result = stop();
    sockets.forEach((socket) => socket.terminate());
    return result + percentiles(ages);
  },

  async echo(options) {
    const message = random(options.size);
    const sockets = [];
    for (let i = 0; i < options.connections; i++) sockets.push(await connect(options));
    const times = options.connections === 1 ? new Float64Array(options.count) : undefined;
    start();
    await Promise.all(sockets.map((socket) => new Promise((resolve) => {
      let done = 0;
      let begin = process.hrtime();
      socket.on('message', () => {
        const [seconds, nanoseconds] = process.hrtime(begin);
        if (times) times[done] = seconds * 1e9 + nanoseconds;
        if (++done === options.count) return resolve();
        begin = process.hrtime();
        socket.send(message);
      });
      socket.send(message);
    })));
    const result = stop();
    sockets.forEach((socket) => socket.terminate());
    return times ? result + percentiles(times) : result;
  },

  async connectmany(options) {
    start();
    for (let i = 0; i < options.count; i++) {
      const sockets = await Promise.all(Array.from({ length: options.connections }, () => connect(options)));
      sockets.forEach((socket) => socket.terminate());
    }
    return stop();
  },

  async connect(options) {
    start();
    for (let i = 0; i < options.count; i++) {
      const socket = await connect(options);
      socket.terminate();
    }
    return stop();
  },

  async idle(options) {
    const message = Buffer.alloc(options.size, 1);
    const sockets = [];
    let bytes, files;
    for (let i = 0; i < options.connections + HELD_BEFORE; i++) {
      if (i === HELD_BEFORE) {
        bytes = privateBytes();
        files = descriptors();
        start();
      }
      const socket = await connect(options);
      sockets.push(socket);
      const echo = messages(socket, 1);
      socket.send(message);
      await echo;
    }
    const result = stop();
    bytes = privateBytes() - bytes;
    files = descriptors() - files;
    sockets.forEach((socket) => socket.terminate());
    return `${result} bytes=${Math.round(bytes / options.connections)} files=${(files / options.connections).toFixed(3)}`;
  },
};

// Its sends are never awaited one by one, and a receive is always pending.
cases.textsend = cases.flight = cases.send;
cases.textreceive = cases.receive;
cases.pending = cases.idle;

let masking = '';
try {
  masking = `, bufferutil ${createRequire(process.argv[2] + '/package.json')('bufferutil/package.json').version}`;
} catch { /* It masks in JavaScript then, and says no version. */ }
console.log(`ready ws ${version}${masking}, Node ${process.version}`);
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, ...pairs] = line.split(' ');
  const options = { kind };
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const value = pair.slice(equals + 1);
    options[pair.slice(0, equals)] = /^\d+$/.test(value) ? Number(value) : value;
  }
  try {
    const known = cases[kind] && (options.batch === 1 || kind === 'flight');
    console.log(known ? `ok ${await cases[kind](options)}` : 'unsupported ws has no such case');
  } catch (error) {
    console.log(`error ${String(error.stack).replaceAll('\n', ' ')}`);
  }
}
process.exit(0);
