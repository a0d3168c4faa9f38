using System.Net;
using System.Net.Http.Headers;
using JusInfer.Portal.Simulator.Completions;
using JusInfer.Portal.Simulator.Embeddings;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Responses;
using JusInfer.Portal.Simulator.Tokens;

namespace JusInfer.Portal.Simulator;

/// <summary>
/// Simulates an OpenAI-compatible provider in process: answers <c>POST …/chat/completions</c> and <c>POST …/embeddings</c>. Equal requests
/// get equal answers. No model is asked; each completion states this in its text, and each response in the header <see cref="Header"/>.
/// Thread-safe.
/// </summary>
internal sealed class SimulatorHandler(SimulatorOptions options, TimeProvider clock) : HttpMessageHandler
{
    /// <summary>The header that every response carries, errors included, with the value <c>true</c>.</summary>
    public const string Header = "x-jusinfer-simulated";

    private readonly CompletionGenerator generator = new(new PrefixCache(options, clock), clock);

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
            return Reject(
                HttpStatusCode.NotFound, new SimulatorError("The simulator answers only POST …/chat/completions and POST …/embeddings."));
        if (request.Method != HttpMethod.Post)
            return Reject(HttpStatusCode.MethodNotAllowed, new SimulatorError("Completions and embeddings require POST."));

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        return isChat ? await CompleteAsync(body, cancellationToken) : CreateEmbeddings(body);
    }

    private static HttpResponseMessage CreateEmbeddings(byte[] body) =>
        EmbeddingsReader.Read(body, out var error) is { } request
            ? Respond(HttpStatusCode.OK, new ReadOnlyMemoryContent(EmbeddingsWriter.Write(request)), "application/json")
            : Reject(HttpStatusCode.BadRequest, error ?? throw new InvalidOperationException("A rejected request has an error."));

    private async Task<HttpResponseMessage> CompleteAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var document = CompletionRequestReader.Read(body, out var chat, out var error);
        if (chat is null)
            return Reject(HttpStatusCode.BadRequest, error ?? throw new InvalidOperationException("A rejected request has an error."));

        var completion = generator.Generate(chat);
        var pace = new Pace(options.FirstTokenDelay, options.TokenDelay);
        if (chat.Stream)
        {
            var events = SseEventWriter.Write(completion, chat.IncludeUsage, pace);
            return Respond(HttpStatusCode.OK, new StreamContent(new PacedStream(events, clock)), "text/event-stream");
        }

        await clock.DelayAsync(pace.TotalDuration(completion), cancellationToken);
        return Respond(HttpStatusCode.OK, new ReadOnlyMemoryContent(CompletionWriter.Write(completion)), "application/json");
    }

    private static HttpResponseMessage Reject(HttpStatusCode status, SimulatorError error) =>
        Respond(status, new ReadOnlyMemoryContent(ErrorWriter.Write(error)), "application/json");

    private static HttpResponseMessage Respond(HttpStatusCode status, HttpContent content, string mediaType)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType, "utf-8");
        return new HttpResponseMessage(status) { Content = content };
    }
}
