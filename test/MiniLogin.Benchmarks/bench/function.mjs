// Runs one function as Lambda does, in a process behind the runtime API, which is served here.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { createShare } from './share.mjs'

const LIMIT = 60_000

/**
 * Starts the executable. `invoke` sends it an event and resolves with the response and the times, in ms, at which the function
 * requested, got and answered the event; it rejects if the function throws, exits or takes a minute. `end` kills the process and
 * resolves with the lines of its log. With `megabytes`, the process has the memory of such a function and, from its first request
 * for an event, the processor share.
 */
export async function startFunction(file, args, env, megabytes) {
  const queue = []
  let waiting // The pending runtime API response while there is no event.
  const api = createServer(async (request, response) => {
    if (request.method === 'GET') {
      waiting = { response, asked: performance.now() }
      share.limit()
      hand()
      return
    }

    const body = Buffer.concat(await request.toArray())
    const answered = performance.now()
    const { asked, handed, resolve, reject } = queue.shift()
    if (request.url.endsWith('/response')) resolve({ response: JSON.parse(body), asked, handed, answered })
    else reject(new Error(`${request.url}: ${body}`))
    response.writeHead(202).end()
  })
  // A function may be frozen for longer than Node keeps idle connections.
  api.keepAliveTimeout = 600_000
  function hand() {
    if (!waiting || queue.length === 0) return
    Object.assign(queue[0], { asked: waiting.asked, handed: performance.now() })
    waiting.response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
      'Lambda-Runtime-Deadline-Ms': Date.now() + 10_000,
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:000000000000:function:local',
      'Lambda-Runtime-Trace-Id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
    })
    waiting.response.end(JSON.stringify(queue[0].event))
    waiting = undefined
  }

  const url = await listen(api)
  // The shell waits until the process has its share, then becomes the executable.
  const child = spawn('/bin/sh', ['-c', 'read go; exec "$0" "$@" </dev/null', file, ...args], {
    env: { ...process.env, AWS_REGION: 'us-east-1', ...env, AWS_LAMBDA_RUNTIME_API: url.slice('http://'.length) },
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl+C is for the script. Without the runtime API the function ends by itself.
    detached: true,
  })
  let log = ''
  child.stdout.setEncoding('utf8').on('data', data => { log += data })
  const closed = new Promise(resolve => child.once('close', resolve))
  const ended = new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`${file} exited with ${code ?? signal}.`)))
  })
  ended.catch(() => {})
  const share = createShare(child, megabytes)
  const unused = share.cpu()
  const started = performance.now()
  child.stdin.end('\n')
  return {
    child,
    started,
    /** The processor time since the start, in ms. */
    cpu: () => share.cpu() - unused,
    async invoke(event) {
      let timer
      const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${file} did not answer in ${LIMIT / 1000} s.`)), LIMIT) })
      const answered = new Promise((resolve, reject) => queue.push({ event, resolve, reject }))
      hand()
      return Promise.race([answered, ended, late]).finally(() => clearTimeout(timer))
    },
    /** Waits until the function requests an event, as Lambda does before it freezes one. */
    async idle() {
      while (!waiting) await new Promise(resolve => setTimeout(resolve, 5))
    },
    async end() {
      child.kill('SIGKILL')
      api.close()
      api.closeAllConnections()
      await closed
      share.remove()
      return log.split('\n').slice(0, -1)
    },
  }
}

/** Starts a server on a free port; returns its URL. */
export async function listen(server) {
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}`
}
