// The calls that a function gets, and their valid answers.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startFunction } from './function.mjs'

const read = name => JSON.parse(readFileSync(join(import.meta.dirname, `../../../events/${name}.json`), 'utf8'))
const loginEvent = read('login')
const checkEvent = read('show-session')
let next = 0

/** Starts a function of the build for one operation: login, check or empty. */
export async function startOperation(build, operation, services, megabytes) {
  const [file, args, env] = build.start(operation)
  const size = megabytes ? { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(megabytes) } : {}
  return startFunction(file, args, { ...services.env, ...size, ...env }, megabytes)
}

/**
 * Sends the next call: a login with a new code, of a new user or the given one, or a check of the next of the tokens. Throws if the
 * answer is another than expected.
 */
export async function call(host, operation, tokens, user = next) {
  const number = next++
  if (operation === 'login') {
    const invocation = await host.invoke({ ...loginEvent, body: JSON.stringify({ code: `${user}-${process.pid}-${number}`, nonce: '5f2b9a1e-6c7d-4e8f-9a0b-1c2d3e4f5a6b' }) })
    return { ...invocation, token: expect(invocation, body => body.token?.includes('.')).token }
  }

  const token = tokens[number % tokens.length]
  const invocation = await host.invoke(withToken(token))
  expect(invocation, body => operation === 'empty' || body.id === token.split('.')[0])
  return invocation
}

/** An event of GET /session, with other members if given. */
export const withToken = (token, changes = {}) => ({ ...checkEvent, ...changes, headers: { ...checkEvent.headers, authorization: `Bearer ${token}` } })

/** Logs in some users; returns their tokens. */
export async function logIn(build, services, count = 20) {
  const host = await startOperation(build, 'login', services)
  try {
    const tokens = []
    while (tokens.length < count) tokens.push((await call(host, 'login')).token)
    return tokens
  } finally {
    await host.end()
  }
}

function expect({ response }, isValid) {
  const body = response.statusCode === 200 ? JSON.parse(response.body) : {}
  if (response.statusCode !== 200 || !isValid(body)) throw new Error(`Unexpected answer: ${JSON.stringify(response)}`)
  return body
}
