using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The upstream dialects. The embedded simulator speaks Chat Completions.</summary>
internal sealed class UpstreamDialects(IEnumerable<IUpstreamDialect> dialects)
{
    private readonly Dictionary<Dialect, IUpstreamDialect> byName = dialects.ToDictionary(static dialect => dialect.Dialect);

    /// <summary>The dialect for the call's current target.</summary>
    public IUpstreamDialect Of(Call call) => byName[DialectOf(call.Context.Request.Dialect, call.Target)];

    private static Dialect DialectOf(Dialect requested, RouteTarget target) => (requested, target.Endpoint.Provider.Dialect) switch
    {
        (Dialect.OpenAiEmbeddings, _) => requested,
        (_, Dialect.Simulator) => Dialect.OpenAiChat,
        (Dialect.OpenAiCompletions, Dialect.OpenAiChat) when target.Model.Has(Capabilities.Completions) => requested,
        (_, var own) => own,
    };
}
