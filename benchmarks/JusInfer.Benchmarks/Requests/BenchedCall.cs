using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Benchmarks.Requests;

/// <summary>A call as the parts between intake and settlement see it: those two, and what only they touch, are not measured.</summary>
internal static class BenchedCall
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <param name="door">Where the call comes in.</param>
    /// <param name="body">Its body in the door's dialect.</param>
    /// <param name="upstream">What its provider speaks.</param>
    public static Call Of(IClientDialect door, byte[] body, Dialect upstream)
    {
        var provider = new Provider { Id = "bench", Dialect = upstream, BaseUrl = new Uri("http://upstream.invalid/v1"), StopsBillingOnAbort = true };
        var endpoint = new ModelEndpoint { Provider = provider, Model = "bench-model" };
        var model = new Model
        {
            Id = "bench/model",
            Tier = Tier.Mid,
            Quality = 0.5,
            ContextWindow = 200_000,
            Capabilities = Capabilities.Tools | Capabilities.ParallelTools | Capabilities.Reasoning,
            Endpoints = [endpoint],
            Prices = PriceBook.FreeOfCharge,
        };
        return new Call
        {
            Id = RequestId.New(At),
            At = At,
            StartedAt = 0,
            Holder = KeyLookup.HolderOf(At),
            Body = Kept(body),
            ClientDialect = door,
            Request = door.Read(body).Request ?? throw new InvalidOperationException("The body is not what its door reads."),
            Attribution = default,
            Catalog = new CatalogSnapshot([provider], [model], new AutoModel { Id = "jusInfer-auto", Baseline = model }, "bench"),
            Hold = null!,
            Plan = new RoutePlan([new RouteTarget(model, endpoint)], "pinned"),
            Target = new RouteTarget(model, endpoint),
            Ticket = default,
            Headers = new HeaderDictionary(),
            Attempts = 1,
        };
    }

    private static RequestBody Kept(byte[] body)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
        return RequestBody.ReadAsync(context.Request, int.MaxValue, CancellationToken.None).AsTask().GetAwaiter().GetResult()!;
    }
}
