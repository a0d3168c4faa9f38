using JusInfer.Portal.Admission;
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
/// Counts the tokens of a prompt before it is sent as a call. Costs nothing. If a provider of the same dialect would answer the call, it is
/// asked for the exact count. If it gives none, or if another provider would answer, the count is estimated from the prompt's size.
/// </summary>
internal sealed class CountTokensEndpoint(
    UpstreamHttpClients clients, CallPlanner planner, AdmissionController admission, EndpointHealthRegistry answering,
    GatewayOptions options, TimeProvider time)
{
    /// <summary>A client waits for this before it sends the prompt itself: an estimate now is of more use than a count later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>
    /// How well endpoints count, apart from how well they answer: providers have limits of their own for it, and some that answer do not
    /// count at all.
    /// </summary>
    private readonly EndpointHealthRegistry counting = new(time);

    public async Task<IResult> CountAsync(HttpContext context, ITokenCounter counter)
    {
        var holder = context.Features.GetRequiredFeature<Caller>().Holder;
        var read = await RequestBody.TakeAsync(context.Request, options.MaxRequestBytes, context.RequestAborted);
        if (!read.TryGet(out var taken, out var error)) return new ErrorResult(error);
        using var body = taken;
        if (!counter.Read(body.Span).TryGet(out var request, out error)) return new ErrorResult(error);

        var planned = planner.Plan(request, holder.Key, economy: false, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        if (!planned.TryGet(out var plan, out error) && error.Code != ErrorCodes.ContextLengthExceeded) return new ErrorResult(error);

        if (plan?.Targets[0] is { } target && counter.CanAsk(target) && admission.TryTakeCount(holder))
        {
            var asked = await AskAsync(counter, target, body, request, context);
            if (!asked.TryGet(out var count, out var failure) && failure.Error is { } refused) return new ErrorResult(refused);
            if (count is { } exact) return counter.Response(exact);
        }

        return counter.Response(request.Features.InputTokens);
    }

    /// <returns>The provider's count, or why there is none; null where the provider is not asked or does not answer with a count.</returns>
    private async Task<Result<long?, AttemptFailure>> AskAsync(
        ITokenCounter counter, RouteTarget target, RequestBody body, CallRequest request, HttpContext context)
    {
        if (!answering.Get(target.Endpoint).Snapshot.IsAvailable || counting.Get(target.Endpoint).TryBegin(ignoreBreaker: false) is not { } lease)
            return default(long?);
        AttemptFailure? failure = AttemptFailure.ClientGone;
        try
        {
            var sent = await SendAsync(counter, target, body, request, context);
            failure = sent.Error;
            return sent;
        }
        finally
        {
            if (failure is null) lease.Health.ReportSuccess(lease, timeToFirstToken: null);
            else lease.Health.ReportFailure(lease, failure);
        }
    }

    private async Task<Result<long?, AttemptFailure>> SendAsync(
        ITokenCounter counter, RouteTarget target, RequestBody body, CallRequest request, HttpContext context)
    {
        var provider = target.Endpoint.Provider;
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        using var asking = counter.Request(body, request, target, context.Request.Headers);
        try
        {
            using var answer = await clients.For(provider).SendAsync(asking, either.Token);
            await answer.Content.LoadIntoBufferAsync(MaxAnswerBytes, either.Token);
            var said = await answer.Content.ReadAsByteArrayAsync(either.Token);
            return answer.IsSuccessStatusCode
                ? counter.ReadCount(said)
                : FailedStatus.Classify(provider, answer.StatusCode, answer.Headers, said, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return AttemptFailure.Late($"{provider.Id} did not count in time");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return AttemptFailure.NotReached($"{provider.Id} could not be reached");
        }
    }
}
