namespace Grainwatch.Cli.Shop;

/// <summary>What a small shop logs on a good day, and what it logs when something breaks.</summary>
static class ShopCatalogue
{
    /// <summary>A good day. A hundredth of it are errors.</summary>
    public static IReadOnlyList<LogKind> Everyday { get; } =
    [
        new("web", "INFO", 220, "GET /products/{product} 200 in {ms} ms"),
        new("web", "INFO", 120, "GET / 200 in {ms} ms"),
        new("web", "WARN", 6, "GET /products/{product} took {slow} ms"),
        new("web", "ERROR", 1, "GET /products/{product} 502 from upstream", "E502"),
        new("search", "INFO", 110, "query returned {n} products in {ms} ms"),
        new("search", "DEBUG", 60, "cache hit for page {n}"),
        new("search", "ERROR", 1, "shard {n} did not answer within 500 ms", "E504"),
        new("cart", "INFO", 90, "user {user} put product {product} into the cart"),
        new("cart", "WARN", 3, "cart of user {user} expired with {n} products in it"),
        new("cart", "ERROR", 0.6, "cart of user {user} could not be saved", "E507"),
        new("checkout", "INFO", 50, "order {order} placed by user {user}"),
        new("checkout", "WARN", 2, "order {order} waits for stock of product {product}"),
        new("checkout", "ERROR", 0.6, "order {order} failed: address of user {user} is incomplete", "E422"),
        new("payments", "INFO", 45, "order {order} paid, authorised in {ms} ms"),
        new("payments", "WARN", 3, "card of user {user} declined for order {order}", "E402"),
        new("payments", "ERROR", 0.8, "provider refused order {order}", "E502"),
        new("auth", "INFO", 70, "user {user} signed in"),
        new("auth", "WARN", 5, "wrong password for user {user}", "E401"),
        new("auth", "ERROR", 0.3, "session store did not answer for user {user}", "E503"),
        new("db", "DEBUG", 80, "query on orders took {ms} ms"),
        new("db", "WARN", 3, "slow query on orders: {slow} ms", "E-SLOW"),
        new("db", "ERROR", 0.2, "deadlock on orders, transaction retried", "E40P01"),
    ];

    /// <summary>In the order in which a demonstration shows them.</summary>
    public static IReadOnlyList<Incident> Incidents { get; } =
    [
        new(
            "the payment provider times out",
            [
                new("payments", "ERROR", 100, "provider timed out after {slow} ms for order {order}", "E504"),
                new("checkout", "ERROR", 70, "order {order} failed: payment did not answer", "E504"),
                new("web", "WARN", 30, "POST /checkout took {slow} ms"),
            ]),
        new(
            "somebody tries stolen passwords",
            [
                new("auth", "WARN", 190, "wrong password for user {user}", "E401"),
                new("auth", "ERROR", 10, "user {user} is locked after {n} wrong passwords", "E423"),
            ]),
        new(
            "the search index is being rebuilt on the wrong node",
            [
                new("search", "ERROR", 120, "shard {n} did not answer within 500 ms", "E504"),
                new("web", "ERROR", 80, "GET /search 502 from upstream", "E502"),
            ]),
        new(
            "a lock holds up the orders table",
            [
                new("db", "WARN", 110, "slow query on orders: {slow} ms", "E-SLOW"),
                new("checkout", "ERROR", 60, "order {order} failed: database timeout", "E57014"),
                new("cart", "ERROR", 30, "cart of user {user} could not be saved", "E507"),
            ]),
    ];

    /// <summary>Logs a minute that are still normal, at the demonstration's rate.</summary>
    public static IReadOnlyList<(string Service, string Severity, double PerMinute)> Thresholds { get; } =
    [
        ("payments", "ERROR", 20),
        ("checkout", "ERROR", 20),
        ("search", "ERROR", 20),
        ("auth", "WARN", 60),
        ("db", "WARN", 60),
        ("*", "ERROR", 40),
    ];
}
