using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;

namespace Shop;

public sealed record Product(string Title);

public sealed record ProductList(IReadOnlyList<Product> Products);

/// <summary>A route that needs no session: its event in template.yaml has <c>Auth: {Authorizer: NONE}</c>. All other routes are guarded.</summary>
public sealed class ProductFunctions
{
    [LambdaFunction(ResourceName = nameof(ListProducts))]
    [HttpApi(LambdaHttpMethod.Get, "/products")]
    public IHttpResult ListProducts()
    {
        // Not a static field: a change to one is served only after a restart.
        var products = new ProductList([new("Green tea"), new("Coffee"), new("Mooncake")]);
        return HttpResults.Ok(products).AddHeader("cache-control", "public, max-age=300");
    }
}
