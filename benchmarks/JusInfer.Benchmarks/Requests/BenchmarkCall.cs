using System.Buffers;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Benchmarks.Requests;

/// <summary>Creates calls as they are after planning. The pipeline stages before and after the attempts are not measured.</summary>
internal static class BenchmarkCall
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A catalog with a model of Chat Completions.</summary>
    public static CatalogSnapshot Catalog => CatalogOf(ModelAt(ChatDialect.Id));

    /// <param name="client">The client dialect.</param>
    /// <param name="body">The body in the client dialect.</param>
    /// <param name="upstream">The dialect of the provider.</param>
    /// <param name="controls">The control headers; null for the defaults.</param>
    public static Call Of(IClientDialect client, byte[] body, Dialect upstream, CallControls? controls = null)
    {
        var model = ModelAt(upstream);
        var endpoint = model.Endpoints[0];
        var plan = new RoutePlan([new RouteTarget(model, endpoint)], "pinned");
        var holder = KeyLookup.HolderOf(At);
        var rates = new RateLimiters(TimeProvider.System).Of(holder);
        var call = new Call(new CallContext
        {
            Id = RequestId.New(At),
            At = At,
            StartedAt = 0,
            Holder = holder,
            Body = BodyOf(body, holder.Key),
            ClientDialect = client,
            Request = client.Read(body, new DefaultHttpContext().Request).Value,
            Controls = controls ?? CallControls.Default,
            Attribution = default,
            Catalog = CatalogOf(model),
            Hold = new Hold(holder, new ConcurrencySlot(rates), inputTokens: 0, MoneyHold.Unlimited, new OutputHistory()),
            Plan = plan,
            Ticket = default,
            Headers = new HeaderDictionary(),
        });
        call.Begin(plan.Targets[0], now: 0);
        return call;
    }

    private static CatalogSnapshot CatalogOf(Model model) =>
        new([model.Endpoints[0].Provider], [model], new AutoModel { Id = "jusInfer-auto", Baseline = model }, "bench");

    private static Model ModelAt(Dialect upstream)
    {
        var provider = new Provider
        {
            Id = "bench",
            Dialect = upstream,
            BaseUrl = new Uri("http://upstream.invalid/v1"),
            StopsBillingOnAbort = true,
        };
        return new Model
        {
            Id = "bench/model",
            Tier = Tier.Mid,
            Quality = 0.5,
            ContextWindow = 200_000,
            Capabilities = Capabilities.Tools | Capabilities.ParallelTools | Capabilities.Reasoning,
            Endpoints = [new ModelEndpoint { Provider = provider, Model = "bench-model" }],
            Prices = PriceBook.FreeOfCharge,
        };
    }

    private static RequestBody BodyOf(byte[] bytes, ApiKey key)
    {
        var body = new RequestBody(new BytesInFlight(new GatewayOptions()).ShareOf(key));
        body.Append(new ReadOnlySequence<byte>(bytes));
        return body;
    }
}
