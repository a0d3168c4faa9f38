namespace JusInfer.Portal.Hosting;

/// <summary>
/// Allows pages of any origin to call the data plane. This is safe because the data plane authenticates by an API key that the page sends,
/// never by a cookie. SDKs in browsers send headers of their own, so every request header is allowed.
/// </summary>
internal static class DataPlaneCors
{
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromHours(2);

    /// <summary>The response headers that a script may read.</summary>
    private static readonly string[] ExposedHeaders =
    [
        "x-request-id", "request-id", "retry-after", "x-should-retry", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
        "x-ratelimit-reset-requests", "x-ratelimit-scope", "x-jusinfer-max-tokens", "x-jusinfer-model", "x-jusinfer-provider", "x-jusinfer-route",
        "x-jusinfer-route-explanation", "x-jusinfer-attempts", "x-jusinfer-overhead-ms", "x-jusinfer-cost-usd", "x-jusinfer-simulated",
    ];

    /// <summary>
    /// Adds the CORS middleware, which must run before authentication because a preflight request carries no key. Requests without an
    /// Origin header skip the middleware.
    /// </summary>
    public static void UseDataPlaneCors(this IApplicationBuilder app) => app.UseWhen(
        static context => context.Request.Headers.Origin.Count > 0,
        static branch => branch.UseCors(static policy => policy
            .AllowAnyOrigin().AllowAnyHeader().WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
            .WithExposedHeaders(ExposedHeaders).SetPreflightMaxAge(PreflightMaxAge)));
}
