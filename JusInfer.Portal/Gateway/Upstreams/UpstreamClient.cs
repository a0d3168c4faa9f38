using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Sends one attempt to the call's target, in the target's dialect. Returns the answer in the client's dialect, or the failure; the client
/// has then received nothing.
/// </summary>
internal sealed class UpstreamClient(
    UpstreamHttpClients clients,
    UpstreamDialects dialects,
    ResponsePipelineFactory pipelines,
    StreamRelayFactory relays,
    ReasoningRestorer reasoning,
    TimeProvider time) : IUpstream
{
    /// <summary>Leaves quotes and non-ASCII characters unescaped: providers read the bodies, and no page shows them.</summary>
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public ReasoningMaker? FindReasoningMaker(Call call)
    {
        var signature = call.Context.Request.LastSignatureIn(call.Context.Body.Span);
        if (!signature.IsEmpty) return reasoning.FindMaker(TeamOf(call), signature);
        if (!reasoning.HasCached || dialects.Of(call).CanPatch(call)) return null;
        try
        {
            // The first attempt needs the conversation in any case.
            ReadConversation(call);
            return ReasoningRestorer.LastMakerIn(call.Conversation!);
        }
        catch (Exception fault) when (fault is RequestFault || UnreadableJson.Caused(fault))
        {
            return null; // the attempt reports it
        }
    }

    public async ValueTask<Result<ResponseStream, AttemptFailure>> SendAsync(Call call)
    {
        using var exchange = CreateExchange(call, endsWithClient: call.Target.Endpoint.Provider.StopsBillingOnAbort);
        try
        {
            if (await SendAsync(exchange) is { } failure)
            {
                if (failure.Kind == FailureKind.MissingReasoning) SwitchOffReasoning(call);
                return failure.WithoutQuotes(call);
            }

            return exchange.IsStream ? await OpenAsync(exchange) : await BufferedResponseReader.ReadAsync(exchange, pipelines);
        }
        catch (Exception exception) when (FailureOf(exception, exchange) is { } failure)
        {
            RenewSilentConnection(exchange);
            return failure;
        }
    }

    public async ValueTask<Result<UpstreamStream, AttemptFailure>> ContinueAsync(Call call, IResponseWriter writer)
    {
        // Until a continuation delivers content, it does not change the bill, so it is not drained after the client has disconnected.
        using var exchange = CreateExchange(call, endsWithClient: true);
        try
        {
            if (await SendAsync(exchange) is { } failure) return failure.WithoutQuotes(call);
            var reader = exchange.Dialect.Reader(call);
            if (!exchange.IsStream)
            {
                var buffered = await BufferedResponseReader.ReadAsEventAsync(exchange);
                if (!buffered.TryGet(out var singleEvent, out var invalid)) return invalid;
                (exchange.Content, reader) = (singleEvent, new SingleEventReader(reader));
            }

            return exchange.HandOver(relays.Continue(call, exchange.Dialect, reader, exchange.Deadline, writer));
        }
        catch (Exception exception) when (FailureOf(exception, exchange) is { } failure)
        {
            RenewSilentConnection(exchange);
            return failure;
        }
    }

    private UpstreamExchange CreateExchange(Call call, bool endsWithClient) =>
        new UpstreamExchange(call, dialects.Of(call), AttemptDeadline.Create(call, endsWithClient, time));

    /// <summary>
    /// Sends the request, and receives as much of the response as shows whether it is a stream. Returns null, or the failure.
    /// </summary>
    private async ValueTask<AttemptFailure?> SendAsync(UpstreamExchange exchange)
    {
        var (call, framing, deadline) = (exchange.Call, exchange.Dialect.Framing, exchange.Deadline);
        var endpoint = call.Target.Endpoint;
        if (call.FaultInjector?.BeginAttempt() is { } status) return InjectedFailure(endpoint, status);
        if (call.Context.Request.WantsJson) RequireJson(call, exchange.Dialect);
        call.Attempt.IsAssembled = exchange.Dialect.ReadsStreams && exchange.Dialect.AssemblesAnswer(call);
        var isStreamRequested = call.IsStreamedUpstream;
        if (isStreamRequested) deadline.AwaitFirstByte();
        else deadline.AwaitBufferedAnswer();
        using var request = CreateRequest(call, exchange.Dialect);
        var client = exchange.Client = clients.For(endpoint.Provider);
        var response = exchange.Response = await client.SendAsync(request, deadline.Token);
        if (!response.IsSuccessStatusCode) return await ReadErrorAsync(endpoint, response, deadline.Token);

        var content = await response.Content.ReadAsStreamAsync(deadline.Token);
        if (call.FaultInjector is { } faultInjector) content = Wrap(content, exchange, faultInjector);
        var isStream = isStreamRequested && ContentSniffer.IsStream(response.Content, framing);
        if (isStreamRequested && !isStream) (isStream, content) = await ContentSniffer.SniffAsync(content, framing, deadline.Token);
        if (isStreamRequested && !isStream) deadline.AwaitBufferedAnswer();
        (exchange.Content, exchange.IsStream) = (content, isStream);
        return null;
    }

    /// <summary>Apart, so that a call without a drill allocates no closure.</summary>
    private Stream Wrap(Stream content, UpstreamExchange exchange, FaultInjector injector)
    {
        var (attempt, endpoint) = (exchange.Call.Attempt, exchange.Call.Target.Endpoint);
        TimeSpan? remaining = endpoint.Provider.StopsBillingOnAbort ? null : endpoint.Timeouts.Total;
        return injector.Wrap(
            content, remaining, read => attempt.FailedAnswer = BufferedResponseReader.Count(exchange, read.Span, time));
    }

    /// <summary>Has the answer verified if the target has no mode for the required JSON. The schema is a part of that decision.</summary>
    private void RequireJson(Call call, IUpstreamDialect dialect)
    {
        if (!dialect.CanPatch(call)) ReadConversation(call);
        if (!JsonGuarantee.AppliesTo(call, dialect)) return;
        ReadConversation(call);
        call.Attempt.Json = JsonGuarantee.Create(call, dialect);
    }

    /// <summary>Reads a stream until its first content.</summary>
    private async ValueTask<Result<ResponseStream, AttemptFailure>> OpenAsync(UpstreamExchange exchange)
    {
        var output = new PooledBuffer(StreamingResponse.ReadSize);
        var relay = relays.Begin(exchange.Call, exchange.Dialect, exchange.Deadline, output);
        var answer = new StreamingResponse(exchange.Call, exchange.HandOver(relay), output, time);
        var isOpen = false;
        try
        {
            if (await answer.OpenAsync() is { } failure) return failure;
            isOpen = true;
            return answer;
        }
        finally
        {
            if (!isOpen) answer.Release();
        }
    }

    /// <summary>The failure that an exception reports; null if the exception is a bug.</summary>
    private static AttemptFailure? FailureOf(Exception exception, UpstreamExchange exchange)
    {
        var provider = exchange.Call.Target.Endpoint.Provider.Id;
        return exception switch
        {
            RequestFault fault =>
                new AttemptFailure(FailureKind.Unsupported, $"the request cannot be expressed in the dialect of {provider}")
                {
                    Error = fault.Error,
                },
            OperationCanceledException when exchange.Deadline.HasClientDisconnected => AttemptFailure.ClientDisconnected,
            OperationCanceledException when exchange.Deadline.IsShutdown => AttemptFailure.ShuttingDown,
            HttpRequestException { InnerException: UploadStalledException } or UploadStalledException =>
                AttemptFailure.TimedOut($"{provider} stopped receiving the request"),

            // UploadStream has ended the wait for an answer. The timeout of a connection has an inner exception.
            OperationCanceledException { InnerException: not TimeoutException } when !exchange.Deadline.HasTimedOut =>
                AttemptFailure.TimedOut($"{provider} stopped receiving the request"),
            OperationCanceledException { InnerException: TimeoutException } when !exchange.Deadline.HasTimedOut =>
                AttemptFailure.Unreachable($"{provider} could not be reached: the connection timed out"),
            OperationCanceledException => AttemptFailure.TimedOut($"{provider} did not answer in time"),
            HttpRequestException fault when CertificateException.In(fault) is { } certificate =>
                AttemptFailure.Unreachable($"{provider} could not be reached: its certificate is not accepted") with
                {
                    ProviderMessage = certificate.Message,
                    CertificateFault = certificate.Fault,
                    MayRepeat = false,
                },
            HttpRequestException fault =>
                AttemptFailure.Unreachable($"{provider} could not be reached: {Describe(fault.HttpRequestError)}"),
            IOException => AttemptFailure.Unreachable($"{provider} closed the connection"),
            _ => null,
        };
    }

    /// <summary>A connection on which nothing came back may be dead, and HTTP/2 would use it again.</summary>
    private void RenewSilentConnection(UpstreamExchange exchange)
    {
        if (exchange is { Deadline.HasTimedOut: true, Response: null, Client: { } used })
            clients.Renew(exchange.Call.Target.Endpoint.Provider, used);
    }

    private HttpRequestMessage CreateRequest(Call call, IUpstreamDialect dialect)
    {
        var address = UpstreamAddress.From(call.Target.Endpoint);
        var content = call.Attempt.Request = CreateContent(call, dialect, address);
        var request = call.IsStreamedUpstream
            ? UpstreamHttpRequest.Create(content, dialect.Framing.MediaType)
            : UpstreamHttpRequest.Create(content);
        dialect.ConfigureRequest(request, call, address);
        return request;
    }

    private UpstreamContent CreateContent(Call call, IUpstreamDialect dialect, UpstreamAddress address)
    {
        try
        {
            return CreateBody(call, dialect, address);
        }
        catch (InvalidOperationException fault) when (UnreadableJson.Caused(fault))
        {
            throw new RequestFault(
                "The request body contains an unpaired surrogate escape (\\uD800 to \\uDFFF), which cannot be translated for the selected "
                + "model. Remove it.",
                param: null);
        }
    }

    private bool IsReasoningSwitchedOff(Call call) => reasoning.HasSwitchedOff && FirstToolCallOf(call) is { } first
        && reasoning.IsSwitchedOff(TeamOf(call), first, call.Target.Endpoint, call);

    private void SwitchOffReasoning(Call call)
    {
        if (FirstToolCallOf(call) is { } first) reasoning.SwitchOff(TeamOf(call), first, call.Target.Endpoint, call);
    }

    /// <summary>Names the session: the first tool call in the conversation stays the same for all of its calls.</summary>
    private static string? FirstToolCallOf(Call call) => call.Context.Request.FirstToolCallIn(call.Context.Body.Span)
        ?? call.Conversation?.Turns.SelectMany(static turn => turn.Parts).OfType<Part.ToolCall>().FirstOrDefault()?.Id;

    private UpstreamContent CreateBody(Call call, IUpstreamDialect dialect, UpstreamAddress address)
    {
        _ = PolicyDecision.From(call); // rejects the request before anything is written, and is kept for the bill
        if (call.LoweredOutputTokens is not null) call.Attempt.Adjusted |= Adjustments.MaxTokens;
        if (call.Context.Body.HasReplacedSurrogates) call.Attempt.Adjusted |= Adjustments.Surrogates;
        if (call.Context.Body.HasRemovedTools) call.Attempt.Adjusted |= Adjustments.RepeatedTools;
        call.Attempt.OmitsReasoning |= IsReasoningSwitchedOff(call);
        var signatures = call.Attempt.Signatures = reasoning.FilterFor(TeamOf(call), call.Target.Endpoint, call.Attempt.OmitsSignatures);
        if (dialect.CanPatch(call) && call.Attempt.Json is null && !ContinuedConversation.NeedsRewriting(call))
            return new PatchedContent(call.Context.Body, dialect.Patch(call, address));

        ReadConversation(call);
        call.Attempt.OmitsReasoning |= IsReasoningSwitchedOff(call);
        var body = new PooledBuffer(call.Context.Body.Span.Length + 1024);
        try
        {
            using var writer = new Utf8JsonWriter(body, WriterOptions);
            var conversation = ContinuedConversation.Of(signatures.Apply(call.Conversation!), call, dialect);
            if (call.Attempt.Json is { } json) conversation = json.Apply(conversation);
            dialect.Write(writer, ToolNameShortener.In(conversation, dialect.ToolNames), call);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return new WrittenContent(body);
    }

    private static TeamId TeamOf(Call call) => call.Context.Holder.Key.TeamId;

    /// <summary>Reads the request for a translation, once for all providers that receive the same parts of it.</summary>
    private void ReadConversation(Call call)
    {
        var provider = call.Target.Endpoint.Provider;
        if (call.Conversation is not null && call.ConversationProvider is { } earlier
            && earlier.RequestPolicy == provider.RequestPolicy && earlier.IsAnthropic == provider.IsAnthropic) return;
        call.Conversation?.Dispose();
        call.Conversation = null;
        var conversation = reasoning.Restore(call.Context.ClientDialect.ReadConversation(call), TeamOf(call), call);
        if (call.HeldOutputTokens is { } held && !(conversation.MaxOutputTokens < held)) conversation = conversation with { MaxOutputTokens = held };
        call.Conversation = conversation;
        call.ConversationProvider = provider;
    }

    /// <summary>The failure for an injected status, classified like a status of the provider.</summary>
    private AttemptFailure InjectedFailure(ModelEndpoint endpoint, HttpStatusCode status)
    {
        using var response = new HttpResponseMessage(status);
        var failure = FailedStatus.Classify(endpoint, status, response.Headers, [], time.GetUtcNow());
        return failure with { Reason = $"{failure.Reason} (injected fault)" };
    }

    private async ValueTask<AttemptFailure> ReadErrorAsync(ModelEndpoint endpoint, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = await ErrorResponseBody.ReadAsync(response.Content, time, cancellationToken);
        return FailedStatus.Classify(endpoint, response.StatusCode, response.Headers, body.Span, time.GetUtcNow());
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
}
