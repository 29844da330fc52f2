// A code2Session stand-in: the code "USER-anything" is always valid and belongs to that user.
import { createServer } from 'node:http'
import { openIdOf, sessionKeyOf } from './users.mjs'

const server = createServer((request, response) => {
  const code = new URL(request.url, 'http://localhost').searchParams.get('js_code')
  response.setHeader('Content-Type', 'text/plain')
  if (code === null) return response.writeHead(404).end()
  const user = code.split('-')[0]
  response.end(JSON.stringify({ openid: openIdOf(user), session_key: sessionKeyOf(user) }))
})
server.keepAliveTimeout = 600_000
server.listen(Number(process.env.PORT), '127.0.0.1', 4096)
