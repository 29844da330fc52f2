using System.Globalization;
using System.Net;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;

namespace Shop;

/// <summary>
/// The orders of the user of the session. MiniLogin's authorizer checks the session before a function starts and passes userKey,
/// appId, openId and sessionId. A client cannot choose them.
/// </summary>
public sealed class OrderFunctions(OrderStore orders, TimeProvider time)
{
    private const int DefaultLimit = 20;
    private const int LargestLimit = 100;

    /// <summary>200: a page of orders.</summary>
    [LambdaFunction(ResourceName = nameof(ListOrders))]
    [HttpApi(LambdaHttpMethod.Get, "/orders")]
    public async Task<IHttpResult> ListOrders(
        [FromCustomAuthorizer(Name = "userKey")] string userKey,
        [FromQuery(Name = "limit")] string limit,
        [FromQuery(Name = "after")] string after)
    {
        var count = DefaultLimit;
        if (limit is not null && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= LargestLimit))
        {
            return Problem.Invalid("limit", $"limit must be a whole number from 1 to {LargestLimit}.").ToResult();
        }

        if (after is not null && !Order.IsId(after))
        {
            return Problem.Invalid("after", "after must be the next of an earlier page.").ToResult();
        }

        return HttpResults.Ok(await orders.ListAsync(userKey, count, after));
    }

    /// <summary>201: the new order. 200: the order exists already, because the request was sent before. 409: another order has its id.</summary>
    // A string, because the answer to a typed body that cannot be read is not JSON.
    [LambdaFunction(ResourceName = nameof(CreateOrder))]
    [HttpApi(LambdaHttpMethod.Post, "/orders")]
    public async Task<IHttpResult> CreateOrder([FromCustomAuthorizer(Name = "userKey")] string userKey, [FromBody] string body)
    {
        if (!NewOrder.TryParse(body, out var wanted, out var problem))
        {
            return problem.ToResult();
        }

        var order = wanted.ToOrder(time.GetUtcNow());
        var stored = await orders.AddAsync(userKey, order);
        if (ReferenceEquals(stored, order))
        {
            return HttpResults.Created(body: order);
        }

        return stored is not null && stored with { CreatedAt = order.CreatedAt } == order ? HttpResults.Ok(stored) : Problem.OrderExists().ToResult();
    }

    /// <summary>204: the order is gone. 404: the user has no order with this id.</summary>
    [LambdaFunction(ResourceName = nameof(DeleteOrder))]
    [HttpApi(LambdaHttpMethod.Delete, "/orders/{id}")]
    public async Task<IHttpResult> DeleteOrder([FromCustomAuthorizer(Name = "userKey")] string userKey, string id) =>
        Order.IsId(id) && await orders.RemoveAsync(userKey, id) ? HttpResults.NewResult(HttpStatusCode.NoContent) : Problem.NoOrder().ToResult();
}
