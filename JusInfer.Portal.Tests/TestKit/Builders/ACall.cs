using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>A call as a reader, a writer or a stage between them sees it: what only the intake and the settlement touch is not there.</summary>
internal static class ACall
{
    public static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static Model Model { get; } = new()
    {
        Id = "test/model",
        Tier = Tier.Mid,
        Quality = 0.5,
        ContextWindow = 100_000,
        Endpoints = [],
        Prices = PriceBook.FreeOfCharge,
        Capabilities = Capabilities.Tools | Capabilities.Reasoning,
    };

    public static Call Of(IClientDialect door, CallRequest request, Model? model = null, Provider? provider = null, RequestBody? body = null, string upstream = "upstream-name", CallControls? controls = null, RoutePlan? plan = null)
    {
        var target = plan?.Targets[0] ?? new RouteTarget(model ?? Model, new ModelEndpoint { Provider = provider ?? Provider("http://127.0.0.1/v1"), Model = upstream });
        return new Call
        {
            Id = RequestId.New(At),
            At = At,
            StartedAt = 0,
            Holder = null!,
            Body = body!,
            Controls = controls ?? CallControls.Default,
            ClientDialect = door,
            Request = request,
            Attribution = default,
            Catalog = new CatalogSnapshot([target.Endpoint.Provider], [target.Model], new AutoModel { Id = "auto", Baseline = target.Model }, "test"),
            Hold = null!,
            Plan = plan ?? new RoutePlan([target], "pinned"),
            Ticket = default!,
            Headers = new HeaderDictionary(),
            Target = target,
            Attempts = 1,
        };
    }

    public static Provider Provider(string baseUrl, CacheMarkers markers = CacheMarkers.Automatic) =>
        new() { Id = "provider", Dialect = Dialect.OpenAiChat, BaseUrl = new Uri(baseUrl), CacheMarkers = markers };
}
