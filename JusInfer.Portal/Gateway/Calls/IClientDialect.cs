using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>A dialect on the client's side: how its requests are read, and its answers and errors are written.</summary>
internal interface IClientDialect
{
    /// <summary>The dialect of its answers.</summary>
    Dialect Dialect { get; }

    /// <summary>The canonical path of its calls, for example <c>/v1/messages</c>.</summary>
    string Path { get; }

    /// <summary>Counts the tokens of prompts; null if the dialect has no such endpoint.</summary>
    ITokenCounter? TokenCounter => null;

    /// <summary>Maps further endpoints that ask no provider. They require a key.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }

    /// <summary>How its streams are divided into events, and what keeps them alive.</summary>
    IStreamFraming Framing => SseFraming.Instance;

    /// <summary>The form of error responses.</summary>
    IErrorFormat ErrorFormat { get; }

    /// <summary>
    /// The request is from a client of this dialect, by its path or its headers. Decides the error format of requests that reach no client
    /// dialect.
    /// </summary>
    bool Recognizes(HttpRequest request) => request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its streams are conversations: another upstream can continue one that was interrupted.</summary>
    bool SupportsResumption => false;

    /// <summary>Reads what the gateway acts on, in one pass.</summary>
    /// <returns>The request, or what is wrong with it and where.</returns>
    Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body);

    /// <summary>Fetches what a request refers to and does not hold, such as the earlier answer that it goes on from.</summary>
    /// <param name="request">As <see cref="Read"/> returned it.</param>
    /// <param name="tenant">Whose it must be.</param>
    /// <param name="cancellationToken">The caller's.</param>
    ValueTask<Result<CallRequest, GatewayError>> RecallAsync(
        CallRequest request, TenantId tenant, CancellationToken cancellationToken) =>
        new(request);

    /// <summary>Reads the whole of a request that is to be translated.</summary>
    /// <exception cref="RequestFault">The request is malformed beyond what the first pass looks at.</exception>
    Conversation ReadConversation(Call call);

    /// <summary>Writes an answer as the stream or the whole that the call asked for.</summary>
    IAnswerWriter Writer(Call call, PooledBuffer output);
}
