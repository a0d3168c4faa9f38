using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Asks one endpoint, once, in its own dialect. Either there is an answer to send, in the caller's dialect, or it says why not; nothing has been sent
/// then.
/// </summary>
internal sealed class UpstreamExchange(UpstreamClients clients, UpstreamDialects dialects, AnswerPipeline pipeline, Recollection recollection, TimeProvider time) : IUpstream
{
    private const int LongestErrorBody = 64 * 1024;

    private const string Agent = "JusInfer/1.0";

    /// <summary>Quotes and letters beyond ASCII stay what they are: bodies are read by providers, and never put into a page.</summary>
    private static readonly JsonWriterOptions Plain = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async ValueTask<(Answer? Answer, AttemptFailure? Failure)> AskAsync(Call call, CancellationToken clientLeft)
    {
        var endpoint = call.Target.Endpoint;
        var dialect = dialects.Of(call);
        var deadline = new AttemptDeadline(endpoint.Timeouts, endpoint.Provider.StopsBillingOnAbort, time, call.FirstAskedAt, clientLeft);
        HttpResponseMessage? response = null;
        StreamedAnswer? opening = null;
        var kept = false;
        try
        {
            if (call.Drill?.Refuse(endpoint.Provider) is { } drilled) return (null, drilled);
            if (call.Request.Stream) deadline.AwaitFirstToken();
            else deadline.AwaitWhole();
            using var request = Request(call, dialect);
            response = await clients.For(endpoint.Provider).SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode) return (null, await RefusedAsync(call, response, deadline.Token));

            var content = await response.Content.ReadAsStreamAsync(deadline.Token);
            if (call.Drill is { } drill) content = drill.Wrap(content);
            var isStream = response.Content.Headers.ContentType?.MediaType is "text/event-stream";
            if (!isStream || !call.Request.Stream)
                return await WholeAnswer.ReadAsync(call, dialect, pipeline, response.Content.Headers.ContentLength, content, deadline);

            opening = Stream(call, dialect, response, content, deadline);
            if (await opening.OpenAsync() is { } failure) return (null, deadline.IsLate ? failure with { Outcome = AttemptOutcome.TimedOut } : failure);
            kept = true;
            return (opening, null);
        }
        catch (InvalidOperationException) when (HoldsHalfPairs(call.Body.Span))
        {
            var error = GatewayError.InvalidRequest("The request body holds an escape of half a surrogate pair (\\uD800 to \\uDFFF without its other half): no text that another model could be shown.");
            return (null, new AttemptFailure(FailureKind.Caller, $"the request cannot be put to {endpoint.Provider.Id}") { Error = error });
        }
        catch (ConversationFault fault)
        {
            return (null, new AttemptFailure(FailureKind.Caller, $"the request cannot be put to {endpoint.Provider.Id}") { Error = fault.Error });
        }
        catch (OperationCanceledException)
        {
            return (null, deadline.ClientLeft ? AttemptFailure.ClientGone : AttemptFailure.Late($"{endpoint.Provider.Id} did not answer in time"));
        }
        catch (HttpRequestException fault)
        {
            return (null, AttemptFailure.NotReached($"{endpoint.Provider.Id} could not be reached: {Words(fault.HttpRequestError)}"));
        }
        catch (IOException)
        {
            return (null, AttemptFailure.NotReached($"{endpoint.Provider.Id} broke the connection"));
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

    private StreamedAnswer Stream(Call call, IUpstreamDialect dialect, HttpResponseMessage response, Stream content, AttemptDeadline deadline)
    {
        var output = new PooledBuffer(StreamedAnswer.ReadSize);
        IStreamRelay relay;
        if (dialect.Dialect == call.Door.Dialect)
        {
            relay = dialect.PassThrough(call, output, deadline);
        }
        else
        {
            var writer = call.Door.Writer(call, output);
            relay = new TranslatingRelay(dialect.Reader(call), pipeline.Before(writer, call, deadline), writer);
        }

        return new StreamedAnswer(call, response, content, deadline, relay, output);
    }

    private HttpRequestMessage Request(Call call, IUpstreamDialect dialect)
    {
        var address = UpstreamAddress.Of(call.Target.Endpoint);
        var request = new HttpRequestMessage(HttpMethod.Post, default(Uri))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = Body(call, dialect, address),
        };

        // The allow-list upstream is this and nothing else. A compressed answer would blind the meter.
        dialect.Address(request, call, address);
        request.Headers.TryAddWithoutValidation("Accept", call.Request.Stream ? "text/event-stream" : "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        return request;
    }

    private HttpContent Body(Call call, IUpstreamDialect dialect, UpstreamAddress address)
    {
        if (call.Request.Dialect == dialect.Dialect && !ContinuedConversation.NeedsRewriting(call)) return new PatchedContent(call.Body, dialect.Patch(call, address));

        call.Conversation ??= recollection.Complete(call.Door.Converse(call), call.Holder.Key.TenantId);
        var body = new PooledBuffer(call.Body.Span.Length + 1024);
        try
        {
            using var writer = new Utf8JsonWriter(body, Plain);
            dialect.Write(writer, ContinuedConversation.Of(call.Conversation, call, dialect), call);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return new WrittenContent(body);
    }

    private async ValueTask<AttemptFailure> RefusedAsync(Call call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer(1024);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (body.Length < LongestErrorBody && await content.ReadAsync(body.GetMemory(1024), cancellationToken) is > 0 and var read) body.Advance(read);
        return FailedStatus.Classify(call.Target.Endpoint.Provider, response.StatusCode, response.Headers, body.Span, time.GetUtcNow());
    }

    /// <summary>Whether the text may hold such a thing; only then is a fault in decoding the caller's.</summary>
    private static bool HoldsHalfPairs(ReadOnlySpan<byte> body) => body.IndexOf("\\ud"u8) >= 0 || body.IndexOf("\\uD"u8) >= 0;

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
