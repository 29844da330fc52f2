import http from 'node:http';
import { urlOf } from './playground.mjs';

/**
 * The API of somebody who added /orders behind the authorizer: API Gateway denies with a 403 {"message":"Forbidden"}. Everything
 * else is the Playground's.
 */
export async function withAuthorizer(work) {
  const server = http.createServer(async (request, response) => {
    const { authorization } = request.headers;
    if (!request.url.startsWith('/orders')) {
      const { host, ...headers } = request.headers;
      const answer = await fetch(urlOf(request.url), { method: request.method, headers, body: request.method === 'GET' ? undefined : request, duplex: 'half' });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') });
      response.end(await answer.text());
    } else if ((await fetch(urlOf('/session'), { headers: { authorization } })).status !== 200) {
      tell(403, { message: 'Forbidden' });
    } else if (request.url !== '/orders') {
      tell(403, { code: 'not_yours' });
    } else {
      tell(200, { orders: [] });
    }

    function tell(status, body) {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
