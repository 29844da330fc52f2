using System.Net;
using Amazon.Lambda.Annotations.APIGateway;

namespace Shop;

/// <summary>
/// An error answer in the format of MiniLogin's own (RFC 9457), so that minilogin-client finds <c>code</c> and <c>field</c>.
/// Clients branch on the code: never change one.
/// </summary>
public sealed record Problem(string Title, int Status, string Code, string Detail, string? Field = null)
{
    /// <summary>400: the field is missing or invalid. Without a field, the body cannot be read.</summary>
    public static Problem Invalid(string? field, string detail) => new("Bad Request", 400, "request_invalid", detail, field);

    /// <summary>404: the user has no order with this id.</summary>
    public static Problem NoOrder() => new("Not Found", 404, "order_not_found", "Order not found.");

    /// <summary>409: the user has another order with this id.</summary>
    public static Problem OrderExists() => new("Conflict", 409, "order_exists", "There is another order with this id.", "id");

    public IHttpResult ToResult() => HttpResults.NewResult((HttpStatusCode)Status, this).AddHeader("content-type", "application/problem+json");
}
