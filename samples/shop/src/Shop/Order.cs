using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Shop;

/// <summary>An order of a user. <paramref name="CreatedAt"/> is in UTC, in whole seconds.</summary>
public sealed record Order(string Id, string Title, int Quantity, DateTimeOffset CreatedAt)
{
    /// <summary>Whether this is an id: 1 to 64 of the characters A-Z, a-z, 0-9, - and _.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}

/// <summary>The answer to GET /orders. <paramref name="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
public sealed record OrderPage(IReadOnlyList<Order> Orders, string? Next);

/// <summary>
/// The body of POST /orders. If the client chooses the <paramref name="Id"/>, it can send the order again after a lost answer, and
/// the order is created once. Orders are listed by id in descending order, so begin it with the time, as a UUID of version 7 does.
/// Without an id the server makes one.
/// </summary>
public sealed record NewOrder(string? Id, string? Title, int? Quantity)
{
    private const int LongestTitle = 100;
    private const int LargestQuantity = 99;

    /// <summary>Reads the body of a request, null if there is none.</summary>
    public static bool TryParse(string? body, [NotNullWhen(true)] out NewOrder? order, [NotNullWhen(false)] out Problem? problem)
    {
        try
        {
            order = JsonSerializer.Deserialize(body ?? "", Json.Default.NewOrder);
            problem = order is null ? Unreadable(null) : order.Check();
        }
        catch (JsonException e)
        {
            order = null;
            problem = Unreadable(e.Path is ['$', '.', .. var field] ? field : null);
        }

        return problem is null;
    }

    /// <summary>The order to store. Call it only after <see cref="TryParse"/>.</summary>
    public Order ToOrder(DateTimeOffset now) =>
        new(Id ?? Guid.CreateVersion7(now).ToString(), Title!.Trim(), Quantity!.Value, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));

    private Problem? Check()
    {
        if (Id is not null && !Order.IsId(Id))
        {
            return Problem.Invalid("id", "id must have 1 to 64 of the characters A-Z, a-z, 0-9, - and _.");
        }

        if (string.IsNullOrWhiteSpace(Title) || Title.Length > LongestTitle || Title.Any(char.IsControl))
        {
            return Problem.Invalid("title", $"title must have 1 to {LongestTitle} characters and no control characters.");
        }

        return Quantity is >= 1 and <= LargestQuantity ? null : Problem.Invalid("quantity", $"quantity must be a whole number from 1 to {LargestQuantity}.");
    }

    private static Problem Unreadable(string? field) =>
        Problem.Invalid(field, "The body must be a JSON object: title is a string, quantity a whole number, id (optional) a string.");
}
