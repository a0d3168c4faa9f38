using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Status;

/// <summary>
/// Tests a provider with a call of one token that the gateway's client for providers makes: the same address, headers, dialect and classification of errors
/// as any other call. It has no key, no limits and no usage record, and circuit breakers do not count it.
/// </summary>
internal sealed partial class ProviderProbe(
    IUpstream upstream, ClientDialects dialects, BytesInFlight bytes, CatalogSource catalog, EndpointHealthRegistry health,
    TimeProvider time, ILogger<ProviderProbe> logger) : IProviderProbe
{
    private const string Path = "/v1/chat/completions";

    /// <summary>A key of the provider may not be allowed to use every model.</summary>
    private const int MaxModels = 3;

    /// <summary>The operator waits for it. A local server may have to load the model.</summary>
    private static readonly AttemptTimeouts Timeouts = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));

    private static readonly KeyHolder Holder = KeyHolder.OfService(new ApiKey
    {
        Id = default,
        TeamId = default,
        MemberId = default,
        Name = "provider test",
        Display = "",
        Terms = new KeyTerms { RequestsPerMinute = KeyTerms.DefaultRequestsPerMinute },
        CreatedAt = DateTimeOffset.UnixEpoch,
    });

    public async Task<ProviderTest> TestAsync(Provider provider, CancellationToken cancellationToken)
    {
        var result = new ProviderTest { Provider = provider.Id, Outcome = ProviderTestOutcome.NoModel, At = time.GetUtcNow() };
        foreach (var target in TargetsOf(provider).Take(MaxModels))
        {
            result = await TestAsync(target, cancellationToken);
            if (result.Outcome != ProviderTestOutcome.NoModel) break;
        }

        if (result.Outcome == ProviderTestOutcome.Ok) Reset(provider);
        return result;
    }

    /// <summary>The chat models of the provider, the cheapest first. Models that reason can need more than one token to answer.</summary>
    private IEnumerable<RouteTarget> TargetsOf(Provider provider)
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return
            from model in catalog.Configured.Models
            where !model.Has(Capabilities.Embeddings)
            from endpoint in model.Endpoints
            where endpoint.Provider.Id == provider.Id && endpoint.Provider.Enabled
            let target = new RouteTarget(model, endpoint with { Timeouts = Timeouts })
            orderby model.Has(Capabilities.Reasoning), target.Prices.At(day).OutputPerMillion.Value
            select target;
    }

    private async Task<ProviderTest> TestAsync(RouteTarget target, CancellationToken cancellationToken)
    {
        var (at, provider) = (time.GetUtcNow(), target.Endpoint.Provider);
        var call = CreateCall(target, at, cancellationToken);
        try
        {
            call.FirstAttemptAt = time.GetTimestamp();
            call.Begin(target, call.FirstAttemptAt);
            var failure = (await upstream.SendAsync(call)).TryGet(out var answer, out var error) ? null : error;
            call.Answer = answer;
            if (failure is not null) LogFailed(logger, target.Model.Id, failure.Explanation);
            return new ProviderTest { Provider = provider.Id, Outcome = OutcomeOf(failure), Status = failure?.Status, Model = target.Model.Id, At = at };
        }
        finally
        {
            call.Release();
        }
    }

    private Call CreateCall(RouteTarget target, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var prompt = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = target.Model.Id,
            messages = new[] { new { role = "user", content = "Hi" } },
            max_tokens = 1,
        });
        var body = new RequestBody(bytes.ShareOf(Holder.Key));
        body.Append(new ReadOnlySequence<byte>(prompt));
        return new Call(new CallContext
        {
            Id = RequestId.New(at),
            At = at,
            StartedAt = time.GetTimestamp(),
            Holder = Holder,
            Body = body,
            ClientDialect = dialects.At(Path),
            Request = ChatRequestReader.Read(prompt).Value,
            Headers = new HeaderDictionary(),
            Attribution = default,
            Catalog = catalog.Configured,
            Hold = new Hold(Holder, new ConcurrencySlot(new RateLimiters(time).Of(Holder)), inputTokens: 0, MoneyHold.Unlimited, new OutputHistory()),
            Plan = new RoutePlan([target], "provider-test"),
            Ticket = default,
            RequestAborted = cancellationToken,
        });
    }

    private static ProviderTestOutcome OutcomeOf(AttemptFailure? failure) => failure switch
    {
        null => ProviderTestOutcome.Ok,
        { CertificateFault: CertificateFault.UnknownIssuer } => ProviderTestOutcome.UnknownIssuer,
        { CertificateFault: CertificateFault.WrongName } => ProviderTestOutcome.WrongCertificateName,
        { CertificateFault: CertificateFault.Expired } => ProviderTestOutcome.ExpiredCertificate,
        { CertificateFault: not null } => ProviderTestOutcome.UnusableCertificate,
        { Kind: FailureKind.Operator, Status: 403 or 404 } => ProviderTestOutcome.NoModel,
        { AccountFault: AccountFault.Credit } => ProviderTestOutcome.OutOfCredit,
        { AccountFault: AccountFault.Credential } => ProviderTestOutcome.BadCredential,
        { Status: 429 } => ProviderTestOutcome.RateLimited,
        { Status: 300 or 301 or 302 or 303 or 307 or 308 or 404 or 405 } => ProviderTestOutcome.WrongAddress,
        { Status: >= 500 } => ProviderTestOutcome.Failed,
        { Status: >= 400 } or { Kind: FailureKind.Caller or FailureKind.Unsupported } => ProviderTestOutcome.Rejected,
        { Outcome: AttemptOutcome.TimedOut } or { Kind: FailureKind.Canceled } => ProviderTestOutcome.TimedOut,
        { Outcome: AttemptOutcome.Unreachable } => ProviderTestOutcome.Unreachable,
        { ProviderMessage: not null } => ProviderTestOutcome.Failed,
        _ => ProviderTestOutcome.WrongAddress, // A success whose content is not an answer.
    };

    /// <summary>The provider works again, so calls do not have to wait for their circuit breakers.</summary>
    private void Reset(Provider provider)
    {
        foreach (var endpoint in catalog.Configured.Models.SelectMany(static model => model.Endpoints).Where(endpoint => endpoint.Provider.Id == provider.Id))
            health.Get(endpoint).Reset();
    }

    [LoggerMessage(LogEvents.ProviderTestFailed, LogLevel.Information, "A test with {Model} failed: {Reason}.")]
    private static partial void LogFailed(ILogger logger, string model, string reason);
}
