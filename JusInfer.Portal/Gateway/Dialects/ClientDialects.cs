using System.Collections.Frozen;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The registered client dialects.</summary>
internal sealed class ClientDialects : IErrorFormats
{
    private readonly IClientDialect[] dialects;
    private readonly IClientDialect[] withRequestIdHeader;
    private readonly FrozenDictionary<string, IClientDialect> byPath;

    public ClientDialects(IEnumerable<IClientDialect> dialects)
    {
        this.dialects = [.. dialects];
        withRequestIdHeader = [.. this.dialects.Where(static dialect => dialect.RequestIdHeader is not null)];
        byPath = this.dialects.ToFrozenDictionary(static dialect => dialect.Path, StringComparer.Ordinal);
    }

    /// <param name="endpoint">The endpoint of the route to a dialect's path.</param>
    /// <exception cref="KeyNotFoundException">No dialect is registered for this path.</exception>
    public IClientDialect At(Endpoint endpoint) => At(((RouteEndpoint)endpoint).RoutePattern.RawText!);

    /// <param name="path">The path of a dialect.</param>
    /// <exception cref="KeyNotFoundException">No dialect is registered for this path.</exception>
    public IClientDialect At(string path) => byPath[path];

    /// <summary>The error format of the dialect that recognizes the request; if none does, that of the dialect registered first.</summary>
    public IErrorFormat Of(HttpRequest request) =>
        (Array.Find(dialects, dialect => dialect.Recognizes(request)) ?? dialects[0]).ErrorFormat;

    /// <summary>The <see cref="IClientDialect.RequestIdHeader"/> of the dialect that recognizes the request.</summary>
    public string? RequestIdHeaderFor(HttpRequest request)
    {
        foreach (var dialect in withRequestIdHeader)
        {
            if (dialect.Recognizes(request)) return dialect.RequestIdHeader;
        }

        return null;
    }
}
