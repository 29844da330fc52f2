using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;

namespace Shop;

public sealed record Product(string Title);

public sealed record ProductList(IReadOnlyList<Product> Products);

/// <summary>A route that needs no session: its event in template.yaml has <c>Auth: {Authorizer: NONE}</c>. All other routes are guarded.</summary>
public sealed class ProductFunctions
{
    private static readonly ProductList Products = new([new("Green tea"), new("Coffee"), new("Mooncake")]);

    [LambdaFunction(ResourceName = nameof(ListProducts))]
    [HttpApi(LambdaHttpMethod.Get, "/products")]
    public IHttpResult ListProducts() => HttpResults.Ok(Products).AddHeader("cache-control", "public, max-age=300");
}
