using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// Counts the tokens of a prompt, free of charge. If the request would be routed to a provider of the client's dialect, the provider counts.
/// Otherwise, or if the provider is unavailable or returns no count, the tokens are estimated from the size.
/// </summary>
internal sealed class CountTokensEndpoint(
    UpstreamHttpClients clients, CallPlanner planner, CatalogSource catalog, AdmissionController admission, EndpointHealthRegistry answerHealth,
    RequestBodyReader bodies, TimeProvider time) : IDisposable
{
    /// <summary>The time for the provider's count. Clients wait for it before they send the prompt, so a quick estimate is better.</summary>
    private static readonly TimeSpan CountTimeout = TimeSpan.FromSeconds(5);

    private const int MaxResponseBytes = 64 * 1024;

    /// <summary>
    /// The health of endpoints for counting, separate from that for answers: providers limit counting separately, and some do not support
    /// it. Other nodes get no hints about it.
    /// </summary>
    private readonly EndpointHealthRegistry countHealth = new(time, new Signal<BreakerChanged>());

    public async Task<IResult> CountAsync(HttpContext context, ITokenCounter counter)
    {
        var holder = context.Features.GetRequiredFeature<Caller>().Holder;
        if (ForwardedHeaders.Check(context.Request.Headers, counter.ForwardedHeaders) is { } invalid) return new ErrorResult(invalid);
        var read = await bodies.ReadAsync(context.Request, holder.Key, context.RequestAborted);
        if (!read.TryGet(out var ownedBody, out var error)) return new ErrorResult(error);
        using var body = ownedBody;
        if (!counter.Read(body.Span, context.Request).TryGet(out var request, out error)) return new ErrorResult(error);
        if (request.RepeatsTools)
        {
            if (body.RemoveRepeatedTools() is { } repeated) return new ErrorResult(repeated);
            if (!counter.Read(body.Span, context.Request).TryGet(out request, out error)) return new ErrorResult(error);
        }

        var loaded = await counter.LoadReferencesAsync(request, body, holder, context.RequestAborted);
        if (!loaded.TryGet(out request, out error)) return new ErrorResult(error);

        var planned = planner.Plan(catalog.Current, request, call: null, holder, economy: null, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        if (!planned.TryGet(out var plan, out error) && error.Code != ErrorCodes.ContextLengthExceeded) return new ErrorResult(error);

        if (plan?.Targets[0] is { } target && counter.CanAsk(target) && admission.TryTakeTokenCount(holder))
        {
            var counted = await AskAsync(counter, target, body, request, context);
            if (!counted.TryGet(out var count, out var failure) && failure is { Kind: not FailureKind.Signature, Error: { } rejection }) return new ErrorResult(rejection);
            if (count is { } exact) return counter.Response(exact);
        }

        return counter.Response(request.Features.InputTokens);
    }

    public void Dispose() => countHealth.Dispose();

    /// <returns>The provider's count or the failure; null if the provider is not called or its response has no count.</returns>
    private async Task<Result<long?, AttemptFailure>> AskAsync(
        ITokenCounter counter, RouteTarget target, RequestBody body, CallRequest request, HttpContext context)
    {
        var team = context.Features.GetRequiredFeature<Caller>().Holder.Key.TeamId;
        if (!answerHealth.Get(target.Endpoint).Snapshot.IsAvailable || countHealth.Get(target.Endpoint).TryBegin(team, ignoreBreaker: false) is not { } lease)
            return default(long?);
        AttemptFailure? failure = AttemptFailure.ClientDisconnected;
        try
        {
            var sent = await SendAsync(counter, target, body, request, context);
            failure = sent.Error;
            return sent;
        }
        finally
        {
            if (failure is null) lease.Health.ReportSuccess(lease, timeToFirstToken: null);
            else lease.Health.ReportFailure(lease, WithoutCounting(failure));
        }
    }

    /// <summary>
    /// A provider without this endpoint answers 404, 405 or 501 to every request. It is not asked again until the circuit breaker's probe.
    /// </summary>
    private static AttemptFailure WithoutCounting(AttemptFailure failure) =>
        failure is { Kind: FailureKind.Refused, Status: 404 or 405 or 501 } ? failure with { Kind = FailureKind.Operator } : failure;

    private async Task<Result<long?, AttemptFailure>> SendAsync(
        ITokenCounter counter, RouteTarget target, RequestBody body, CallRequest request, HttpContext context)
    {
        var provider = target.Endpoint.Provider;
        using var deadline = new CancellationTokenSource(CountTimeout, time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            using var httpRequest = counter.Request(body, request, target, context.Request.Headers);
            using var response = await clients.For(provider).SendAsync(httpRequest, cancellation.Token);
            if (!response.IsSuccessStatusCode)
            {
                using var error = await ErrorResponseBody.ReadAsync(response.Content, time, cancellation.Token);
                return FailedStatus.Classify(target.Endpoint, response.StatusCode, response.Headers, error.Span, time.GetUtcNow());
            }

            await response.Content.LoadIntoBufferAsync(MaxResponseBytes, cancellation.Token);
            return counter.ReadCount(await response.Content.ReadAsByteArrayAsync(cancellation.Token));
        }
        catch (RequestFault fault)
        {
            return new AttemptFailure(FailureKind.Unsupported, $"{provider.Id} does not support the request") { Error = fault.Error };
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return AttemptFailure.TimedOut($"{provider.Id} did not count in time");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return AttemptFailure.Unreachable($"{provider.Id} could not be reached") with
            {
                ProviderMessage = CertificateException.In(fault)?.Message,
            };
        }
    }
}
