// The `ws` package for Node, driven as the other clients are: one command a line in, one line out.
//     node --expose-gc client.mjs PATH_OF_WS
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const WebSocket = require(process.argv[2]);
const { version } = require(process.argv[2] + '/package.json');
const MOST_WAITING = 1 << 20;
const HELD_BEFORE = 50;

let authority;

function connect(options) {
  authority ??= readFileSync(options.ca);
  const socket = new WebSocket(options.url, { ca: authority, perMessageDeflate: false });
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

const descriptors = () => readdirSync('/proc/self/fd').length;

const cases = {
  async send(options) {
    const message = Buffer.alloc(options.size, 1);
    const socket = await connect(options);
    start();
    const answer = messages(socket, 1);
    for (let i = 0; i < options.count; i++) {
      if (socket.bufferedAmount < MOST_WAITING) socket.send(message);
      else await new Promise((resolve) => socket.send(message, resolve));
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

  async echo(options) {
    const message = Buffer.alloc(options.size, 1);
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
    if (!times) return result;
    times.sort();
    const at = (share) => times[Math.floor(times.length * share)];
    return `${result} p50=${at(0.5)} p99=${at(0.99)} p999=${at(0.999)}`;
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

console.log(`ready ws ${version}, Node ${process.version}`);
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, ...pairs] = line.split(' ');
  const options = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const value = pair.slice(equals + 1);
    options[pair.slice(0, equals)] = /^\d+$/.test(value) ? Number(value) : value;
  }
  try {
    console.log(cases[kind] && options.batch === 1 ? `ok ${await cases[kind](options)}` : `unsupported ws has no such case`);
  } catch (error) {
    console.log(`error ${String(error.stack).replaceAll('\n', ' ')}`);
  }
}
process.exit(0);
