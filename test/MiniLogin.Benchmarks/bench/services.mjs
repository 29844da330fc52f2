// Serves what a function calls: DynamoDB, KMS and WeChat. Each call takes the same short time however much is stored, so that the
// differences between functions are their own. Conditions are not evaluated: every code and user is new.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { listen } from './function.mjs'
import { appId, appSecret, openIdOf, sessionKeyOf } from './users.mjs'

/** How long a connection takes to open, in ms, as over a long distance. */
const NEAR = { aws: 0, weChat: 0 }
const FAR = { aws: 50, weChat: 150 }

const keys = { 'minilogin-apps': 'appId', 'minilogin-users': 'userKey', 'minilogin-sessions': 'id', users: 'openId', sessions: 'id' }

/**
 * Starts the services. With `far`, connections take their time to open; with `tls`, they are encrypted. Returns the environment
 * variables of the functions that use them, and what closes their connections.
 */
export async function startServices({ far = false, tls = false } = {}) {
  const delays = far ? FAR : NEAR
  const { trust = {}, ...identity } = tls ? createIdentity() : {}
  const createServer = answer => createAnsweringServer(answer, identity)
  const rows = new Map()
  const secret = () => ({ id: 'k1', key: Buffer.alloc(32, 7).toString('base64') })
  const credentials = Buffer.from(JSON.stringify({ appSecret, tokenKeys: [secret()], dataKeys: [secret()] })).toString('base64')
  const app = { TableName: 'minilogin-apps', Item: { appId: { S: appId }, name: { S: 'Measured' }, enabled: { BOOL: true }, credentials: { B: credentials } } }
  operations.PutItem(rows, app)

  const dynamoDB = createServer((request, body) => {
    const operation = operations[request.headers['x-amz-target']?.split('.')[1]]
    return operation && json('application/x-amz-json-1.0', operation(rows, JSON.parse(body)))
  })
  const kms = createServer(request => request.headers['x-amz-target'] === 'TrentService.Decrypt'
    && json('application/x-amz-json-1.1', { KeyId: 'k1', Plaintext: credentials, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }))
  const weChat = createServer(request => {
    const code = new URL(request.url, 'http://localhost').searchParams.get('js_code')
    if (!code) return undefined
    const user = code.split('-')[0]
    return json('text/plain', { openid: openIdOf(user), session_key: sessionKeyOf(user) })
  })
  const sockets = new Set()
  for (const server of [dynamoDB, kms, weChat]) server.on('connection', socket => sockets.add(socket.on('close', () => sockets.delete(socket))))
  const [dynamoDBUrl, kmsUrl, weChatUrl] = await Promise.all([open(dynamoDB, delays.aws), open(kms, delays.aws), open(weChat, delays.weChat)])
  return {
    /** The request that stores the app, for another DynamoDB. */
    app,
    env: {
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDBUrl,
      AWS_ENDPOINT_URL_KMS: kmsUrl,
      MiniLogin__DefaultAppId: appId,
      MiniLogin__WeChatUrl: weChatUrl,
      WECHAT_URL: weChatUrl,
      APP_ID: appId,
      APP_SECRET: appSecret,
      DATA_KEY: secret().key,
      ...trust,
    },
    closeConnections() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

const operations = {
  GetItem(rows, { TableName, Key }) {
    const Item = rows.get(keyOf(TableName, Key))
    return Item ? { Item } : {}
  },
  PutItem(rows, { TableName, Item }) {
    rows.set(keyOf(TableName, Item), Item)
    return {}
  },
  UpdateItem(rows, { TableName, Key, UpdateExpression, ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {}, ReturnValues }) {
    const id = keyOf(TableName, Key)
    const before = rows.get(id) ?? Key
    const after = { ...before }
    for (const [, clause, actions] of UpdateExpression.matchAll(/\b(SET|REMOVE|ADD) (.*?)(?= (?:SET|REMOVE|ADD) |$)/g)) {
      for (const [, name, unless, value] of actions.matchAll(/([#\w]+)(?: =)?(?: if_not_exists\(([#\w]+),)?(?: (:\w+)\)?)?(?:, |$)/g)) {
        const column = names[name] ?? name
        if (clause === 'REMOVE') delete after[column]
        else if (clause === 'ADD') after[column] = { N: String(Number(before[column]?.N ?? 0) + Number(values[value].N)) }
        else after[column] = before[names[unless] ?? unless] ?? values[value]
      }
    }
    rows.set(id, after)
    return ReturnValues === 'ALL_NEW' ? { Attributes: after } : {}
  },
}

const keyOf = (table, item) => `${table} ${item[keys[table]].S}`

const json = (type, value) => ({ type, text: JSON.stringify(value) })

/** A server that answers what the function returns, or 404. */
function createAnsweringServer(answer, identity) {
  const create = identity.key ? (...args) => createHttpsServer(identity, ...args) : createHttpServer
  const server = create(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const found = answer(request, body)
    if (!found) return response.writeHead(404).end()
    const bytes = Buffer.from(found.text)
    response.writeHead(200, { 'Content-Type': found.type, 'Content-Length': bytes.length, 'x-amz-crc32': crc32(bytes) }).end(bytes)
  })
  server.keepAliveTimeout = 600_000
  return server
}

/** Listens; connections take `delay` ms to open. Returns the URL. */
async function open(server, delay) {
  const url = await listen(delay === 0 ? server : createTcpServer({ pauseOnConnect: true }, socket => {
    socket.on('error', () => {})
    setTimeout(() => {
      server.emit('connection', socket)
      socket.resume()
    }, delay)
  }))
  return server instanceof HttpsServer ? url.replace('http:', 'https:') : url
}

/** A certificate of 127.0.0.1, and the environment variables that add it to those that the system trusts. */
function createIdentity() {
  const folder = mkdtempSync(join(tmpdir(), 'minilogin-tls-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const [key, cert, bundle] = ['key.pem', 'cert.pem', 'bundle.pem'].map(name => join(folder, name))
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' })
  // One file, as on Amazon Linux, or Debian's; not its folder, where each certificate is a file.
  const system = ['/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/certs/ca-certificates.crt'].find(existsSync)
  writeFileSync(bundle, Buffer.concat([system ? readFileSync(system) : Buffer.alloc(0), readFileSync(cert)]))
  return { key: readFileSync(key), cert: readFileSync(cert), trust: { SSL_CERT_FILE: bundle, SSL_CERT_DIR: join(folder, 'none'), NODE_EXTRA_CA_CERTS: cert } }
}
