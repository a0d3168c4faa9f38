using System.Net;
using System.Net.Http.Headers;
using JusInfer.Portal.Simulator.Answering;
using JusInfer.Portal.Simulator.Counting;
using JusInfer.Portal.Simulator.Embedding;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Writing;

namespace JusInfer.Portal.Simulator;

/// <summary>
/// An upstream without a network: answers <c>POST …/chat/completions</c> and <c>POST …/embeddings</c> with the bytes an OpenAI-compatible
/// provider would send, from the request alone and in the same words each time. No model is asked: each completion says so in its text,
/// every answer in the header <see cref="Header"/>. Thread-safe.
/// </summary>
internal sealed class SimulatorHandler(SimulatorOptions options, TimeProvider clock) : HttpMessageHandler
{
    /// <summary>Stands on every response, refusals too, with the value <c>true</c>.</summary>
    public const string Header = "x-jusinfer-simulated";

    private readonly Composer composer = new(new PrefixCache(options, clock), clock);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await AnswerAsync(request, cancellationToken);
        response.RequestMessage = request;
        response.Headers.Add(Header, "true");
        return response;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri?.AbsolutePath ?? "";
        var isChat = path.EndsWith("/chat/completions", StringComparison.Ordinal);
        if (!isChat && !path.EndsWith("/embeddings", StringComparison.Ordinal))
            return Refuse(
                HttpStatusCode.NotFound, new RequestRefusal("The simulator answers only POST …/chat/completions and POST …/embeddings."));
        if (request.Method != HttpMethod.Post)
            return Refuse(HttpStatusCode.MethodNotAllowed, new RequestRefusal("Completions and embeddings are asked for with POST."));

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        return isChat ? await CompleteAsync(body, cancellationToken) : Embed(body);
    }

    private static HttpResponseMessage Embed(byte[] body) =>
        EmbeddingsReader.Read(body, out var fault) is { } request
            ? Respond(HttpStatusCode.OK, new ReadOnlyMemoryContent(EmbeddingsWriter.Write(request)), "application/json")
            : Refuse(HttpStatusCode.BadRequest, fault ?? throw new InvalidOperationException("A refused request has a fault."));

    private async Task<HttpResponseMessage> CompleteAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var document = CompletionRequestReader.Read(body, out var chat, out var fault);
        if (chat is null)
            return Refuse(HttpStatusCode.BadRequest, fault ?? throw new InvalidOperationException("A refused request has a fault."));

        var completion = composer.Compose(chat);
        var pace = new Pace(options.FirstTokenDelay, options.TokenDelay);
        if (chat.Stream)
        {
            var events = EventWriter.Write(completion, chat.IncludeUsage, pace);
            return Respond(HttpStatusCode.OK, new StreamContent(new PacedStream(events, clock)), "text/event-stream");
        }

        await clock.DelayAsync(pace.Of(completion), cancellationToken);
        return Respond(HttpStatusCode.OK, new ReadOnlyMemoryContent(CompletionWriter.Write(completion)), "application/json");
    }

    private static HttpResponseMessage Refuse(HttpStatusCode status, RequestRefusal fault) =>
        Respond(status, new ReadOnlyMemoryContent(FaultWriter.Write(fault)), "application/json");

    private static HttpResponseMessage Respond(HttpStatusCode status, HttpContent content, string mediaType)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType, "utf-8");
        return new HttpResponseMessage(status) { Content = content };
    }
}
