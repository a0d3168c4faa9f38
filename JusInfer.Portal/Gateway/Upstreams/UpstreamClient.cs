using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Asks one endpoint, once, in its own dialect. Either there is an answer to send, in the caller's dialect, or it says why not; nothing has
/// been sent then.
/// </summary>
internal sealed class UpstreamClient(
    UpstreamHttpClients clients,
    UpstreamDialects dialects,
    AnswerPipelineFactory pipelines,
    StreamRelayFactory relays,
    ReasoningRestorer recollection,
    TimeProvider time) : IUpstream
{
    private const int MaxErrorBodyBytes = 64 * 1024;

    /// <summary>Quotes and letters beyond ASCII stay what they are: bodies are read by providers, and never put into a page.</summary>
    private static readonly JsonWriterOptions Plain = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async ValueTask<Result<ResponseStream, AttemptFailure>> SendAsync(Call call)
    {
        var reply = await ExchangeAsync(call, successor: null);
        return reply.Failure is { } failure ? failure : reply.Answer!;
    }

    public async ValueTask<Result<UpstreamStream, AttemptFailure>> ContinueAsync(Call call, IAnswerWriter writer)
    {
        var reply = await ExchangeAsync(call, writer);
        return reply.Failure is { } failure ? failure : reply.Leg!;
    }

    /// <param name="call">Whose target is asked.</param>
    /// <param name="successor">Writes what goes on with an answer that broke off; absent where it is to be begun.</param>
    private async ValueTask<Reply> ExchangeAsync(Call call, IAnswerWriter? successor)
    {
        var endpoint = call.Target.Endpoint;
        var dialect = dialects.Of(call);

        // Whoever is asked to go on is left with the client: until it is heard, nothing that it says bears on the bill.
        var endsWithClient = endpoint.Provider.StopsBillingOnAbort || successor is not null;
        var deadline = AttemptDeadline.Of(call, endsWithClient, time);
        HttpResponseMessage? response = null;
        StreamingResponse? opening = null;
        var kept = false;
        try
        {
            if (call.FaultInjector?.BeginAttempt() is { } status) return new Reply(InjectedFailure(endpoint.Provider, status));
            if (call.Context.Request.Stream) deadline.AwaitFirstToken();
            else deadline.AwaitWholeAnswer();
            using var request = Request(call, dialect);
            response = await clients.For(endpoint.Provider).SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode) return new Reply(await RefusedAsync(call, response, deadline.Token));

            var content = await response.Content.ReadAsStreamAsync(deadline.Token);
            if (call.FaultInjector is { } drill) content = drill.Wrap(content);
            var isStream = call.Context.Request.Stream && ContentSniffer.IsStream(response.Content, dialect.Framing);
            if (call.Context.Request.Stream && !isStream) (isStream, content) = await ContentSniffer.SniffAsync(content, dialect.Framing, deadline.Token);
            if (successor is not null)
            {
                var reader = dialect.Reader(call);
                if (!isStream)
                {
                    var read = await BufferedResponseReader.ReadAsEventAsync(
                        call, dialect, response.Content.Headers.ContentLength, content, deadline);
                    if (!read.TryGet(out var told, out var unfit)) return new Reply(unfit);
                    (content, reader) = (told, new SingleEventReader(reader));
                }

                var leg = new UpstreamStream(
                    response, content, dialect.Framing, deadline, relays.Continue(call, dialect, reader, deadline, successor));
                kept = true;
                return new Reply(leg);
            }

            if (!isStream)
            {
                var read = await BufferedResponseReader.ReadAsync(
                    call, dialect, pipelines, response.Content.Headers.ContentLength, content, deadline);
                return read.TryGet(out var whole, out var unread) ? new Reply(whole) : new Reply(unread);
            }

            var output = new PooledBuffer(StreamingResponse.ReadSize);
            opening = new StreamingResponse(
                call,
                new UpstreamStream(response, content, dialect.Framing, deadline, relays.Begin(call, dialect, deadline, output)),
                output,
                time);
            if (await opening.OpenAsync() is { } failure)
                return new Reply(deadline.HasTimedOut ? failure with { Outcome = AttemptOutcome.TimedOut } : failure);
            kept = true;
            return new Reply(opening);
        }
        catch (RequestFault fault)
        {
            return new Reply(
                new AttemptFailure(FailureKind.Unsupported, $"the request cannot be put to {endpoint.Provider.Id}") { Error = fault.Error });
        }
        catch (OperationCanceledException)
        {
            return new Reply(
                deadline.ClientLeft ? AttemptFailure.ClientDisconnected
                : deadline.IsShutdown ? AttemptFailure.ShuttingDown
                : AttemptFailure.TimedOut($"{endpoint.Provider.Id} did not answer in time"));
        }
        catch (HttpRequestException fault)
        {
            return new Reply(AttemptFailure.Unreachable($"{endpoint.Provider.Id} could not be reached: {Words(fault.HttpRequestError)}"));
        }
        catch (IOException)
        {
            return new Reply(AttemptFailure.Unreachable($"{endpoint.Provider.Id} broke the connection"));
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

    private HttpRequestMessage Request(Call call, IUpstreamDialect dialect)
    {
        var address = UpstreamAddress.Of(call.Target.Endpoint);
        var request = call.Context.Request.Stream
            ? UpstreamHttpRequest.Of(Body(call, dialect, address), dialect.Framing.MediaType)
            : UpstreamHttpRequest.Of(Body(call, dialect, address));
        dialect.Address(request, call, address);
        return request;
    }

    private HttpContent Body(Call call, IUpstreamDialect dialect, UpstreamAddress address)
    {
        try
        {
            return Said(call, dialect, address);
        }
        catch (InvalidOperationException fault) when (UnreadableJson.Caused(fault))
        {
            throw new RequestFault(
                "The request body holds an escape of half a surrogate pair (\\uD800 to \\uDFFF without its other half): no text that "
                + "another model could be shown.",
                param: null);
        }
    }

    private HttpContent Said(Call call, IUpstreamDialect dialect, UpstreamAddress address)
    {
        if (dialect.CanPatch(call) && !ContinuedConversation.NeedsRewriting(call))
            return new PatchedContent(call.Context.Body, dialect.Patch(call, address));

        call.Conversation ??= recollection.Restore(call.Context.ClientDialect.ReadConversation(call), call.Context.Holder.Key.TenantId);
        var body = new PooledBuffer(call.Context.Body.Span.Length + 1024);
        try
        {
            using var writer = new Utf8JsonWriter(body, Plain);
            var conversation = ContinuedConversation.Of(call.Conversation, call, dialect);
            dialect.Write(writer, ToolNameShortener.In(conversation, dialect.ToolNames), call);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return new WrittenContent(body);
    }

    /// <summary>The failure that a provider's status would have been.</summary>
    private AttemptFailure InjectedFailure(Provider provider, HttpStatusCode status)
    {
        using var response = new HttpResponseMessage(status);
        var failure = FailedStatus.Classify(provider, status, response.Headers, [], time.GetUtcNow());
        return failure with { Reason = $"{failure.Reason} in a drill" };
    }

    private async ValueTask<AttemptFailure> RefusedAsync(Call call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer(1024);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            while (body.Length < MaxErrorBodyBytes && await content.ReadAsync(body.GetMemory(1024), cancellationToken) is > 0 and var read)
                body.Advance(read);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            // The status and the wish to wait have come: they tell more than that the connection broke.
        }

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

    /// <summary>What came of asking: an answer to send, a leg that goes on with one, or why neither.</summary>
    private readonly record struct Reply
    {
        public Reply(ResponseStream answer) => Answer = answer;

        public Reply(UpstreamStream leg) => Leg = leg;

        public Reply(AttemptFailure failure) => Failure = failure;

        public ResponseStream? Answer { get; }

        public UpstreamStream? Leg { get; }

        public AttemptFailure? Failure { get; }
    }
}
