using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
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
    /// <param name="controls">The caller's control headers; absent where it sets none.</param>
    public static Call Of(IClientDialect door, byte[] body, Dialect upstream, CallControls? controls = null)
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
        var plan = new RoutePlan([new RouteTarget(model, endpoint)], "pinned");
        var holder = KeyLookup.HolderOf(At);
        var rates = new KeyRates(TimeProvider.System).Of(holder.Key.Id);
        var call = new Call(new CallContext
        {
            Id = RequestId.New(At),
            At = At,
            StartedAt = 0,
            Holder = holder,
            Body = Kept(body),
            ClientDialect = door,
            Request = door.Read(body).Value,
            Controls = controls ?? CallControls.Default,
            Attribution = default,
            Catalog = new CatalogSnapshot([provider], [model], new AutoModel { Id = "jusInfer-auto", Baseline = model }, "bench"),
            Hold = new Hold(holder, rates, new ConcurrencySlot(rates), inputTokens: 0, NanoUsd.Zero),
            Plan = plan,
            Ticket = default,
            Headers = new HeaderDictionary(),
        });
        call.Begin(plan.Targets[0], now: 0);
        return call;
    }

    private static RequestBody Kept(byte[] body)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
        return RequestBody.ReadAsync(context.Request, int.MaxValue, CancellationToken.None).AsTask().GetAwaiter().GetResult()!;
    }
}
