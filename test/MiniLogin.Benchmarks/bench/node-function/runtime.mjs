// node runtime.mjs MODULE: serves the function that _HANDLER names behind Lambda's runtime API, as Lambda's own Node runtime does.
// _HANDLER=empty returns a constant answer and loads no module.
import { Agent, request } from 'node:http'

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':')
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const empty = () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' })
const handler = process.env._HANDLER === 'empty' ? empty : (await import(process.argv[2])).default[process.env._HANDLER]

for (;;) {
  const { headers, body } = await send('GET', 'next')
  const id = headers['lambda-runtime-aws-request-id']
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id']
  try {
    await send('POST', `${id}/response`, JSON.stringify(await handler(JSON.parse(body))))
  } catch (error) {
    await send('POST', `${id}/error`, JSON.stringify({ errorType: error.name, errorMessage: error.message }))
  }
}

function send(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}`, headers: body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, response => {
      const chunks = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
