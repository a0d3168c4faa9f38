using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Door;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Verbatim;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Routing;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// <c>POST /v1/messages/count_tokens</c>: how long a prompt is, asked before it is sent. Costs nothing. A provider of this dialect counts exactly and is
/// asked; where another would answer, or the provider does not say, it is estimated by size.
/// </summary>
internal sealed class CountTokensEndpoint(UpstreamClients clients, CatalogSnapshot catalog, CallPlanner planner, GatewayOptions options, TimeProvider time)
{
    /// <summary>A client waits for this before it sends the prompt itself: an estimate now is of more use than a count later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int LongestAnswer = 64 * 1024;

    public async Task<IResult> CountAsync(HttpContext context)
    {
        var key = context.Features.GetRequiredFeature<Caller>().Holder.Key;
        using var body = await RequestBody.ReadAsync(context.Request, options.MaxRequestBytes, context.RequestAborted);
        if (body is null) return new ErrorResult(GatewayError.TooLarge(options.MaxRequestBytes));
        var (request, fault) = MessagesRequestReader.Read(body.Span, forAnswer: false);
        if (request is null) return new ErrorResult(fault!);

        var (plan, refused) = planner.Plan(request, catalog, key, economy: false, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        if (plan is null && refused!.Code != ErrorCodes.ContextLengthExceeded) return new ErrorResult(refused);

        var target = plan?.Targets[0];
        if (target is { } first && first.Endpoint.Provider.Dialect == Dialect.AnthropicMessages)
        {
            var (count, failure) = await AskAsync(first, body, request, context);
            if (failure?.Error is { } error) return new ErrorResult(error);
            if (count is { } exact) return Counted(exact);
        }

        return Counted(request.Features.InputTokens);
    }

    private static IResult Counted(long tokens) => Results.Json(new { input_tokens = tokens });

    /// <returns>The provider's count; or a failure that is the caller's, such as a prompt that it refuses; or neither.</returns>
    private async Task<(long? Count, AttemptFailure? Failure)> AskAsync(RouteTarget target, RequestBody body, MessagesRequest request, HttpContext context)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        var address = UpstreamAddress.Of(target.Endpoint);
        using var asking = new HttpRequestMessage(HttpMethod.Post, address.CountTokens)
        {
            Content = new PatchedContent(body, MessagesPatch.Patch(body, request, target, address)),
        };
        MessagesHeaders.Set(asking, context.Request.Headers, address);
        try
        {
            using var answer = await clients.For(target.Endpoint.Provider).SendAsync(asking, either.Token);
            await answer.Content.LoadIntoBufferAsync(LongestAnswer, either.Token);
            var said = await answer.Content.ReadAsByteArrayAsync(either.Token);
            return answer.IsSuccessStatusCode
                ? (CountIn(said), null)
                : (null, FailedStatus.Classify(target.Endpoint.Provider, answer.StatusCode, answer.Headers, said, time.GetUtcNow()));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            return (null, null);
        }
    }

    private static long? CountIn(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("input_tokens", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var tokens) ? tokens : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
