// A function in another language. It answers with what the authorizer says about the caller.
export const handler = async event => {
  if (event.rawPath.endsWith('/throws')) {
    throw new Error('the reason');
  }
  const { authorizer } = event.requestContext;
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...authorizer?.lambda, path: event.pathParameters.proxy, body: event.body }) };
};
