import http from 'node:http';
import { urlOf } from './playground.mjs';

/**
 * Runs the work against a domain with the API of an app on /shop, behind the authorizer, which denies with a 403
 * {"message":"Forbidden"} like API Gateway. All other requests go to the Playground.
 */
export async function withAuthorizer(work) {
  const server = http.createServer(async (request, response) => {
    const { authorization } = request.headers;
    if (!request.url.startsWith('/shop/')) {
      const { host, ...headers } = request.headers;
      const proxied = await fetch(urlOf(request.url), { method: request.method, headers, body: request.method === 'GET' ? undefined : request, duplex: 'half' });
      response.writeHead(proxied.status, { 'content-type': proxied.headers.get('content-type') });
      response.end(await proxied.text());
    } else if ((await fetch(urlOf('/session'), { headers: { authorization } })).status !== 200) {
      answer(403, { message: 'Forbidden' });
    } else if (request.url !== '/shop/orders') {
      // The last part of the path is the body of the app's own 403.
      answer(403, JSON.parse(decodeURIComponent(request.url.split('/').at(-1))));
    } else {
      answer(200, { orders: [] });
    }

    function answer(status, body) {
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
