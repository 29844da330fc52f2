import { createServer } from 'node:http';
import { urlOf } from '../clients/playground.mjs';

const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * Runs the work with the address of a server that has a shop: the Playground, if it serves samples/shop, else a server in front of
 * it that answers /shop/orders as samples/shop does.
 */
export async function withShop(work) {
  if ((await fetch(urlOf('/shop/orders'))).status !== 404) {
    await work(urlOf('/').replace(/\/$/, ''));
    return;
  }

  const shop = new Shop();
  const server = createServer((request, response) => shop.answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    await work(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

class Shop {
  #orders = new Map();

  async answer(request, response) {
    const body = Buffer.concat(await request.toArray());
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname !== '/shop/orders') {
      const { host, connection, 'content-length': length, ...headers } = request.headers;
      const answer = await fetch(urlOf(request.url), { method: request.method, headers, body: body.length ? body : undefined });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
      return;
    }

    const session = await fetch(urlOf('/session'), { headers: { authorization: request.headers.authorization ?? '' } });
    const { status, answer } = session.status !== 200 ? { status: 403, answer: { message: 'Forbidden' } }
      : request.method === 'POST' ? this.#create((await session.json()).user.openId, JSON.parse(body))
      : this.#list((await session.json()).user.openId, searchParams);
    response.writeHead(status, JSON_TYPE);
    response.end(JSON.stringify(answer));
  }

  #of(openId) {
    return this.#orders.get(openId) ?? this.#orders.set(openId, []).get(openId);
  }

  #list(openId, query) {
    const after = query.get('after');
    const limit = Number(query.get('limit') ?? 20);
    const orders = this.#of(openId).filter(({ id }) => !after || id < after).sort((a, b) => (a.id < b.id ? 1 : -1));
    const page = orders.slice(0, limit);
    return { status: 200, answer: { orders: page, ...(orders.length > limit && { next: page.at(-1).id }) } };
  }

  #create(openId, { id, title, quantity }) {
    const earlier = this.#of(openId).find((order) => order.id === id);
    const field = !title || title.length > 100 ? 'title' : Number.isInteger(quantity) && quantity >= 1 && quantity <= 99 ? undefined : 'quantity';
    if (earlier || field) {
      return earlier ? { status: 200, answer: earlier } : { status: 400, answer: { code: 'request_invalid', field } };
    }

    const order = { id, title, quantity, createdAt: new Date().toISOString() };
    this.#of(openId).push(order);
    return { status: 201, answer: order };
  }
}
