using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The upstream dialects. The embedded simulator speaks Chat Completions.</summary>
internal sealed class UpstreamDialects(IEnumerable<IUpstreamDialect> dialects)
{
    private readonly Dictionary<Dialect, IUpstreamDialect> byName = dialects.ToDictionary(static dialect => dialect.Dialect);

    public IUpstreamDialect Of(Provider provider) => byName[provider.Dialect == Dialect.Simulator ? Dialect.OpenAiChat : provider.Dialect];
}
