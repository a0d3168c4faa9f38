namespace JusInfer.Portal.Hosting;

/// <summary>
/// Lets pages of any origin call the data plane, which knows a caller by a key that the page itself sends and never by a cookie: there is
/// nobody's standing to be misused. SDKs in browsers send headers of their own, and all are let through.
/// </summary>
internal static class CrossOrigin
{
    private static readonly TimeSpan PreflightIsGoodFor = TimeSpan.FromHours(2);

    /// <summary>What a script may read of an answer beside its body and type.</summary>
    private static readonly string[] Exposed =
    [
        "x-request-id", "retry-after", "x-should-retry", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
        "x-ratelimit-reset-requests", "x-jusinfer-model", "x-jusinfer-provider", "x-jusinfer-route", "x-jusinfer-attempts",
        "x-jusinfer-overhead-ms", "x-jusinfer-cost-usd", "x-jusinfer-simulated",
    ];

    /// <summary>
    /// Before the key is asked for: a browser's preflight has none. Calls from elsewhere do not pay for the framework's services.
    /// </summary>
    public static void UseCrossOrigin(this IApplicationBuilder app) => app.UseWhen(
        static context => context.Request.Headers.Origin.Count > 0,
        static pages => pages.UseCors(static policy => policy
            .AllowAnyOrigin().AllowAnyHeader().WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
            .WithExposedHeaders(Exposed).SetPreflightMaxAge(PreflightIsGoodFor)));
}
