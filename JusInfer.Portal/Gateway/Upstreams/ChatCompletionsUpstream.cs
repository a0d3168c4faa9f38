using System.Net;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>Asks one endpoint that speaks Chat Completions, once. Either there is an answer to send, or it says why not; nothing has been sent then.</summary>
internal sealed class ChatCompletionsUpstream(UpstreamClients clients, TimeProvider time)
{
    private const int LongestErrorBody = 64 * 1024;

    private const string Agent = "JusInfer/1.0";

    public async ValueTask<(Answer? Answer, AttemptFailure? Failure)> AskAsync(Call call, CancellationToken clientLeft)
    {
        var endpoint = call.Target.Endpoint;
        var deadline = new AttemptDeadline(endpoint.Timeouts, endpoint.Provider.StopsBillingOnAbort, time, clientLeft);
        HttpResponseMessage? response = null;
        StreamedAnswer? opening = null;
        var kept = false;
        try
        {
            if (call.Request.Stream) deadline.AwaitFirstToken();
            else deadline.AwaitWhole();
            using var request = Request(call);
            response = await clients.For(endpoint.Provider).SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode) return (null, await RefusedAsync(call, response, deadline.Token));

            var content = await response.Content.ReadAsStreamAsync(deadline.Token);
            if (!call.Request.Stream)
                return await WholeAnswer.ReadAsync(call, response.Content.Headers.ContentLength, content, deadline, time);

            if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
                return (null, AttemptFailure.OfProvider($"{endpoint.Provider.Id} answered no event stream"));
            opening = new StreamedAnswer(call, response, content, deadline, time);
            if (await opening.OpenAsync() is { } failure) return (null, failure);
            kept = true;
            return (opening, null);
        }
        catch (OperationCanceledException)
        {
            return (null, deadline.ClientLeft ? AttemptFailure.ClientGone : AttemptFailure.OfProvider($"{endpoint.Provider.Id} did not answer in time"));
        }
        catch (HttpRequestException fault)
        {
            return (null, AttemptFailure.OfProvider($"{endpoint.Provider.Id} could not be reached: {Words(fault.HttpRequestError)}"));
        }
        catch (IOException)
        {
            return (null, AttemptFailure.OfProvider($"{endpoint.Provider.Id} broke the connection"));
        }
        finally
        {
            if (!kept)
            {
                opening?.Release();
                response?.Dispose();
                deadline.Dispose();
            }
        }
    }

    private static HttpRequestMessage Request(Call call)
    {
        var address = UpstreamAddress.Of(call.Target.Endpoint);
        var request = new HttpRequestMessage(HttpMethod.Post, address.ChatCompletions)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = new PatchedContent(call.Body, ChatCompletionsBody.Patch(call.Body, call.Request, address)),
        };

        // The allow-list upstream is this and nothing else. A compressed answer would blind the meter.
        if (address.Authorization is { } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("Accept", call.Request.Stream ? "text/event-stream" : "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        return request;
    }

    private async ValueTask<AttemptFailure> RefusedAsync(Call call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer(1024);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (body.Length < LongestErrorBody && await content.ReadAsync(body.GetMemory(1024), cancellationToken) is > 0 and var read) body.Advance(read);
        return FailedStatus.Classify(call.Target.Endpoint.Provider, response.StatusCode, response.Headers, body.Span, time.GetUtcNow());
    }

    private static string Words(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "its name does not resolve",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "no secure connection",
        HttpRequestError.ResponseEnded => "it closed the connection without an answer",
        HttpRequestError.InvalidResponse => "its answer is no HTTP",
        _ => "the exchange failed",
    };
}
