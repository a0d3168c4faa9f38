using System.Collections.Frozen;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The client dialects by path.</summary>
internal sealed class ClientDialects(IEnumerable<IClientDialect> dialects)
{
    private readonly FrozenDictionary<string, IClientDialect> byPath = dialects.ToFrozenDictionary(
        static dialect => dialect.Path, StringComparer.OrdinalIgnoreCase);

    /// <param name="path">The normalized path of the route.</param>
    /// <exception cref="KeyNotFoundException">No dialect is registered for this path.</exception>
    public IClientDialect At(PathString path) => byPath[path.Value!.TrimEnd('/')];
}
