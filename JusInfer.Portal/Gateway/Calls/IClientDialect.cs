using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>A dialect on the client's side: how its requests are read, and its answers and errors are written.</summary>
internal interface IClientDialect
{
    /// <summary>The dialect of its answers.</summary>
    Dialect Dialect { get; }

    /// <summary>The canonical path of its calls, a pattern of a route, for example <c>/v1/messages</c>.</summary>
    string Path { get; }

    /// <summary>Converts a path of the dialect to the form of its routes, if it is not the same.</summary>
    /// <param name="path">The path of a request.</param>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="canonical">The path in the form of the routes.</param>
    /// <returns>False if the path does not belong to the dialect.</returns>
    bool TryCanonicalize(PathString path, IHeaderDictionary headers, out PathString canonical)
    {
        canonical = path;
        return false;
    }

    /// <summary>Counts the tokens of prompts; null if the dialect has no such endpoint.</summary>
    ITokenCounter? TokenCounter => null;

    /// <summary>Maps further endpoints that ask no provider. They require a key unless they allow anonymous requests.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }

    /// <summary>The request headers that are sent to providers of the same dialect.</summary>
    ReadOnlySpan<string> ForwardedHeaders => [];

    /// <summary>How its streams are divided into events, and what keeps them alive.</summary>
    IStreamFraming Framing => SseFraming.Instance;

    /// <summary>The framing of the stream that a request asks for.</summary>
    IStreamFraming FramingOf(CallRequest request) => Framing;

    /// <summary>The header in which its clients look for the id of a request, instead of <c>x-request-id</c>.</summary>
    string? RequestIdHeader => null;

    /// <summary>The form of error responses.</summary>
    IErrorFormat ErrorFormat { get; }

    /// <summary>
    /// The request is from a client of this dialect, by its path or its headers. Decides the error format of requests that reach no client
    /// dialect.
    /// </summary>
    bool Recognizes(HttpRequest request) => request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its streams are conversations, so that another upstream can continue an interrupted one.</summary>
    bool SupportsResumption => false;

    /// <summary>Its clients keep the signatures of reasoning and send them back.</summary>
    bool KeepsSignatures => false;

    /// <summary>Reads the parts of a request that the gateway needs, in one pass.</summary>
    /// <param name="body">The body.</param>
    /// <param name="http">The HTTP request, for dialects that have parts of the request in its URL.</param>
    /// <returns>The request, or what is wrong with it and where.</returns>
    Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http);

    /// <summary>Loads stored data that a request refers to, such as a previous response.</summary>
    /// <param name="request">The request as returned by <see cref="Read"/>.</param>
    /// <param name="body">The body of the request; counts the memory of the loaded data.</param>
    /// <param name="holder">The caller.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    ValueTask<Result<CallRequest, GatewayError>> LoadReferencesAsync(
        CallRequest request, RequestBody body, KeyHolder holder, CancellationToken cancellationToken) =>
        new(request);

    /// <summary>Reads a complete request for its translation.</summary>
    /// <exception cref="RequestFault">A part of the request that <see cref="Read"/> does not check is malformed.</exception>
    Conversation ReadConversation(Call call);

    /// <summary>The answer to a request that no model needs to answer, which is free of charge; null for any other request.</summary>
    byte[]? AnswerLocally(Call call) => null;

    /// <summary>Creates the writer of an answer, streamed or not, as the call requests.</summary>
    IResponseWriter Writer(Call call, PooledBuffer output);
}
