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
/// Sends one request to one endpoint in the endpoint's dialect. Returns the answer in the client's dialect, or the reason for the failure.
/// In case of a failure the client has received nothing.
/// </summary>
internal sealed class UpstreamClient(
    UpstreamHttpClients clients,
    UpstreamDialects dialects,
    AnswerPipelineFactory pipelines,
    StreamRelayFactory relays,
    ReasoningRestorer reasoning,
    TimeProvider time) : IUpstream
{
    private const int MaxErrorBodyBytes = 64 * 1024;

    /// <summary>Does not escape quotes and characters beyond ASCII: providers parse the bodies, and none is embedded in a page.</summary>
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async ValueTask<Result<ResponseStream, AttemptFailure>> SendAsync(Call call)
    {
        var reply = await ExchangeAsync(call, continuationWriter: null);
        return reply.Failure is { } failure ? failure : reply.Answer!;
    }

    public async ValueTask<Result<UpstreamStream, AttemptFailure>> ContinueAsync(Call call, IAnswerWriter writer)
    {
        var reply = await ExchangeAsync(call, writer);
        return reply.Failure is { } failure ? failure : reply.Stream!;
    }

    /// <param name="call">The call; its current target receives the request.</param>
    /// <param name="continuationWriter">Writes the continuation of an interrupted answer; null for a first answer.</param>
    private async ValueTask<Reply> ExchangeAsync(Call call, IAnswerWriter? continuationWriter)
    {
        var endpoint = call.Target.Endpoint;
        var dialect = dialects.Of(call);

        // A continuation that has not begun is not billed, so it is not drained after the client has disconnected.
        var endsWithClient = endpoint.Provider.StopsBillingOnAbort || continuationWriter is not null;
        var deadline = AttemptDeadline.Of(call, endsWithClient, time);
        HttpResponseMessage? response = null;
        StreamingResponse? opening = null;
        var kept = false;
        try
        {
            if (call.FaultInjector?.BeginAttempt() is { } status) return new Reply(InjectedFailure(endpoint.Provider, status));
            if (call.Context.Request.Stream) deadline.AwaitFirstToken();
            else deadline.AwaitBufferedAnswer();
            using var request = CreateRequest(call, dialect);
            response = await clients.For(endpoint.Provider).SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode) return new Reply(await ReadRejectionAsync(call, response, deadline.Token));

            var content = await response.Content.ReadAsStreamAsync(deadline.Token);
            if (call.FaultInjector is { } injector) content = injector.Wrap(content);
            var isStream = call.Context.Request.Stream && ContentSniffer.IsStream(response.Content, dialect.Framing);
            if (call.Context.Request.Stream && !isStream) (isStream, content) = await ContentSniffer.SniffAsync(content, dialect.Framing, deadline.Token);
            if (continuationWriter is not null)
            {
                var reader = dialect.Reader(call);
                if (!isStream)
                {
                    var read = await BufferedResponseReader.ReadAsEventAsync(
                        call, dialect, response.Content.Headers.ContentLength, content, deadline);
                    if (!read.TryGet(out var singleEvent, out var unfit)) return new Reply(unfit);
                    (content, reader) = (singleEvent, new SingleEventReader(reader));
                }

                var stream = new UpstreamStream(
                    response, content, dialect.Framing, deadline, relays.Continue(call, dialect, reader, deadline, continuationWriter));
                kept = true;
                return new Reply(stream);
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
            var failure = new AttemptFailure(FailureKind.Unsupported, $"{endpoint.Provider.Id} does not support the request");
            return new Reply(failure with { Error = fault.Error });
        }
        catch (OperationCanceledException)
        {
            return new Reply(
                deadline.HasClientDisconnected ? AttemptFailure.ClientDisconnected
                : deadline.IsShutdown ? AttemptFailure.ShuttingDown
                : AttemptFailure.TimedOut($"{endpoint.Provider.Id} did not answer in time"));
        }
        catch (HttpRequestException fault)
        {
            return new Reply(
                AttemptFailure.Unreachable($"{endpoint.Provider.Id} could not be reached: {Describe(fault.HttpRequestError)}"));
        }
        catch (IOException)
        {
            return new Reply(AttemptFailure.Unreachable($"{endpoint.Provider.Id} closed the connection"));
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

    private HttpRequestMessage CreateRequest(Call call, IUpstreamDialect dialect)
    {
        var address = UpstreamAddress.Of(call.Target.Endpoint);
        var request = call.Context.Request.Stream
            ? UpstreamHttpRequest.Of(CreateContent(call, dialect, address), dialect.Framing.MediaType)
            : UpstreamHttpRequest.Of(CreateContent(call, dialect, address));
        dialect.ConfigureRequest(request, call, address);
        return request;
    }

    private HttpContent CreateContent(Call call, IUpstreamDialect dialect, UpstreamAddress address)
    {
        try
        {
            return CreateBody(call, dialect, address);
        }
        catch (InvalidOperationException fault) when (UnreadableJson.Caused(fault))
        {
            throw new RequestFault(
                "The request body contains an unpaired surrogate: an escape from \\uD800 to \\uDFFF without its other half. It is not "
                + "valid text, so the request cannot be translated for the selected model. Remove it.",
                param: null);
        }
    }

    private HttpContent CreateBody(Call call, IUpstreamDialect dialect, UpstreamAddress address)
    {
        if (dialect.CanPatch(call) && !ContinuedConversation.NeedsRewriting(call))
            return new PatchedContent(call.Context.Body, dialect.Patch(call, address));

        call.Conversation ??= reasoning.Restore(call.Context.ClientDialect.ReadConversation(call), call.Context.Holder.Key.TenantId);
        var body = new PooledBuffer(call.Context.Body.Span.Length + 1024);
        try
        {
            using var writer = new Utf8JsonWriter(body, WriterOptions);
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

    /// <summary>The failure for an injected status, classified like a status of the provider.</summary>
    private AttemptFailure InjectedFailure(Provider provider, HttpStatusCode status)
    {
        using var response = new HttpResponseMessage(status);
        var failure = FailedStatus.Classify(provider, status, response.Headers, [], time.GetUtcNow());
        return failure with { Reason = $"{failure.Reason} in a drill" };
    }

    private async ValueTask<AttemptFailure> ReadRejectionAsync(Call call, HttpResponseMessage response, CancellationToken cancellationToken)
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
            // The status and the retry-after header were received. They are more informative than the closed connection.
        }

        return FailedStatus.Classify(call.Target.Endpoint.Provider, response.StatusCode, response.Headers, body.Span, time.GetUtcNow());
    }

    private static string Describe(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "its name does not resolve",
        HttpRequestError.ConnectionError => "the connection failed",
        HttpRequestError.SecureConnectionError => "the TLS handshake failed",
        HttpRequestError.ResponseEnded => "it closed the connection before the response was complete",
        HttpRequestError.InvalidResponse => "its response is not valid HTTP",
        _ => "the request failed",
    };

    /// <summary>The result of a request: an answer, a stream that continues an interrupted answer, or a failure.</summary>
    private readonly record struct Reply
    {
        public Reply(ResponseStream answer) => Answer = answer;

        public Reply(UpstreamStream stream) => Stream = stream;

        public Reply(AttemptFailure failure) => Failure = failure;

        public ResponseStream? Answer { get; }

        public UpstreamStream? Stream { get; }

        public AttemptFailure? Failure { get; }
    }
}
