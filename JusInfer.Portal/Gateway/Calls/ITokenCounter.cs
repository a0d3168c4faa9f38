using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The part of a client dialect that counts the tokens of a prompt before it is sent as a call. A provider of the same dialect can be asked
/// for the exact count.
/// </summary>
internal interface ITokenCounter
{
    /// <summary>The canonical path of requests for a count.</summary>
    string Path { get; }

    /// <summary>The request headers that are sent to the provider.</summary>
    ReadOnlySpan<string> ForwardedHeaders { get; }

    /// <summary>Reads a request.</summary>
    /// <param name="body">The body.</param>
    /// <param name="http">The HTTP request, for dialects that have parts of the request in its URL.</param>
    /// <returns>The request, or what is wrong with it and where.</returns>
    Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http);

    /// <summary>Loads stored data that a request refers to, as <see cref="IClientDialect.LoadReferencesAsync"/> does for a call.</summary>
    ValueTask<Result<CallRequest, GatewayError>> LoadReferencesAsync(
        CallRequest request, RequestBody body, KeyHolder holder, CancellationToken cancellationToken) =>
        new(request);

    /// <summary>The target's provider has the same endpoint.</summary>
    bool CanAsk(RouteTarget target);

    /// <summary>The request to the target's provider.</summary>
    /// <param name="body">The client's request.</param>
    /// <param name="request">The same, as <see cref="Read"/> returned it.</param>
    /// <param name="target">A target that can be asked.</param>
    /// <param name="headers">The headers of the client's request.</param>
    HttpRequestMessage Request(RequestBody body, CallRequest request, RouteTarget target, IHeaderDictionary headers);

    /// <summary>The count in a provider's answer; null if it contains none.</summary>
    long? ReadCount(byte[] answer);

    /// <summary>The response to the client.</summary>
    IResult Response(long tokens);
}
