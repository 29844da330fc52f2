/** Returns what MiniLogin's authorizer knows about the caller. A function in any language finds it in this place of the event. */
export const handler = async ({ requestContext }) => {
  const { userKey, appId, openId, sessionId } = requestContext.authorizer.lambda;
  return { userKey, appId, openId, sessionId };
};
