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
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>
/// Creates calls for tests of readers, writers, relays and attempts. Every property has a default; a test sets only those that matter to
/// it.
/// </summary>
internal static class TestCalls
{
    public static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    /// <summary>The team of every call.</summary>
    public static readonly TeamId Team = TeamId.New(At);

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

    public static Call Create(IClientDialect dialect, CallRequest request, Model? model = null, Provider? provider = null, RequestBody? body = null, string upstream = "upstream-name", CallControls? controls = null, RoutePlan? plan = null, bool cacheCare = true, string? session = null)
    {
        plan ??= new RoutePlan([new RouteTarget(model ?? Model, new ModelEndpoint { Provider = provider ?? Provider("http://127.0.0.1/v1"), Model = upstream })], "pinned");
        var call = Planned(plan, request, dialect, body, controls, cacheCare: cacheCare, session: session);
        call.Begin(plan.Targets[0], now: 0);
        return call;
    }

    /// <summary>A call before its first attempt.</summary>
    public static Call Planned(RoutePlan plan, CallRequest request, IClientDialect? dialect = null, RequestBody? body = null, CallControls? controls = null, TimeProvider? time = null, bool cacheCare = true, string? session = null)
    {
        var at = time?.GetUtcNow() ?? At;
        var holder = HolderOf(at);
        holder = holder with { Key = holder.Key with { Terms = holder.Key.Terms with { CacheCare = cacheCare } } };
        return new Call(new CallContext
        {
            Id = RequestId.New(at),
            At = at,
            StartedAt = time?.GetTimestamp() ?? 0,
            Holder = holder,
            Body = body ?? BodyOf("{}"u8.ToArray()),
            Controls = controls ?? CallControls.Default,
            ClientDialect = dialect ?? new ChatClientDialect(),
            Request = request,
            Attribution = new Attribution(User: null, session),
            Catalog = new CatalogSnapshot([plan.Targets[0].Endpoint.Provider], [plan.Targets[0].Model], new AutoModel { Id = "auto", Baseline = plan.Targets[0].Model }, "test"),
            Hold = HoldOf(holder),
            Plan = plan,
            Ticket = default,
            Headers = new HeaderDictionary(),
        });
    }

    public static RequestBody BodyOf(byte[] bytes)
    {
        var body = new RequestBody(new BytesInFlight(new GatewayOptions()).ShareOf(HolderOf(At).Key));
        body.Append(new ReadOnlySequence<byte>(bytes)).ShouldBeNull();
        return body;
    }

    private static Hold HoldOf(KeyHolder holder) => new(
        holder, new ConcurrencySlot(new RateLimiters(TimeProvider.System).Of(holder)), inputTokens: 0, MoneyHold.Unlimited, new OutputHistory());

    public static KeyHolder HolderOf(DateTimeOffset at)
    {
        var member = new Member { Id = MemberId.New(at), TeamId = Team, UserId = UserId.New(at), Email = "test@example.com", Role = Role.Member, JoinedAt = at };
        var key = new ApiKey { Id = KeyId.New(at), TeamId = member.TeamId, MemberId = member.Id, Name = "test", Display = "jinf_te…est", Terms = new KeyTerms { RequestsPerMinute = 600 }, CreatedAt = at };
        return new KeyHolder(key, member);
    }

    public static Provider Provider(string baseUrl, CacheMarkers? markers = null) =>
        new() { Id = "provider", Dialect = ChatDialect.Id, BaseUrl = new Uri(baseUrl), CacheMarkers = markers };
}
