// Runs one function as Lambda does, in a process behind the runtime API, which is served here; registers an app for it.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { dynamoDB } from './dynamodb.mjs'
import { freePort } from './processes.mjs'
import { appId, appSecret } from './users.mjs'

const LIMIT = 60_000

/**
 * Starts the executable. `invoke` sends it an event and resolves with the response and the times, in ms, at which the function
 * requested and answered the event; it rejects if the function throws, exits or takes a minute. `end` kills the process and
 * resolves with the lines of its log.
 */
export async function startFunction(file, args, env) {
  const queue = []
  let waiting // The pending runtime API response while there is no event.
  const api = createServer(async (request, response) => {
    if (request.method === 'GET') {
      waiting = { response, asked: performance.now() }
      hand()
      return
    }

    const body = JSON.parse(Buffer.concat(await request.toArray()))
    const { asked, resolve, reject } = queue.shift()
    if (request.url.endsWith('/response')) resolve({ response: body, asked, answered: performance.now() })
    else reject(new Error(`${request.url}: ${JSON.stringify(body)}`))
    response.writeHead(202).end()
  })
  function hand() {
    if (!waiting || queue.length === 0) return
    queue[0].asked = waiting.asked
    waiting.response.writeHead(200, {
      'Lambda-Runtime-Aws-Request-Id': '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
      'Lambda-Runtime-Deadline-Ms': Date.now() + 10_000,
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:000000000000:function:local',
    })
    waiting.response.end(JSON.stringify(queue[0].event))
    waiting = undefined
  }

  const url = await listen(api)
  const started = performance.now()
  const child = spawn(file, args, { env: { ...process.env, AWS_REGION: 'us-east-1', ...env, AWS_LAMBDA_RUNTIME_API: url.slice('http://'.length) }, stdio: ['ignore', 'pipe', 'inherit'] })
  let log = ''
  child.stdout.setEncoding('utf8').on('data', data => { log += data })
  const closed = new Promise(resolve => child.once('close', resolve))
  const ended = new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`${file} exited with ${code}.`)))
  })
  ended.catch(() => {})
  return {
    child,
    started,
    async invoke(event) {
      let timer
      const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${file} did not answer in ${LIMIT / 1000} s.`)), LIMIT) })
      const answered = new Promise((resolve, reject) => queue.push({ event, resolve, reject }))
      hand()
      return Promise.race([answered, ended, late]).finally(() => clearTimeout(timer))
    },
    async end() {
      child.kill('SIGKILL')
      api.close()
      api.closeAllConnections()
      await closed
      return log.split('\n').slice(0, -1)
    },
  }
}

/** Registers the app in the tables; returns the URL of a KMS that can only decrypt its credentials. */
export async function registerApp(store) {
  const key = () => ({ id: 'k1', key: Buffer.alloc(32, 7).toString('base64') })
  const credentials = Buffer.from(JSON.stringify({ appSecret, tokenKeys: [key()], dataKeys: [key()] })).toString('base64')
  await dynamoDB(store, 'PutItem', { TableName: 'minilogin-apps', Item: { appId: { S: appId }, name: { S: 'Measured' }, enabled: { BOOL: true }, credentials: { B: credentials } } })
  return listen(createServer(async (request, response) => {
    await request.toArray()
    response.setHeader('Content-Type', 'application/x-amz-json-1.1')
    if (request.headers['x-amz-target'] !== 'TrentService.Decrypt') response.statusCode = 404
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify({ KeyId: 'k1', Plaintext: credentials, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }))
  }))
}

/** Starts a server on a free port; returns its URL. */
export async function listen(server) {
  const port = await freePort()
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve))
  return `http://127.0.0.1:${port}`
}
