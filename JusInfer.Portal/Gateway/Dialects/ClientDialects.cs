using System.Collections.Frozen;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The front doors by their paths.</summary>
internal sealed class ClientDialects(IEnumerable<IClientDialect> doors)
{
    private readonly FrozenDictionary<string, IClientDialect> byPath = doors.ToFrozenDictionary(
        static door => door.Path, StringComparer.OrdinalIgnoreCase);

    /// <param name="path">Canonical, as the routes know it.</param>
    /// <exception cref="KeyNotFoundException">A route leads here that no door stands at.</exception>
    public IClientDialect At(PathString path) => byPath[path.Value!.TrimEnd('/')];
}
