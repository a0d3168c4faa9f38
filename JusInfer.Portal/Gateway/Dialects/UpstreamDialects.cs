using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The upstream dialects. The embedded simulator speaks Chat Completions.</summary>
internal sealed class UpstreamDialects(IEnumerable<IUpstreamDialect> dialects)
{
    private readonly Dictionary<Dialect, IUpstreamDialect> byName = dialects.ToDictionary(static dialect => dialect.Dialect);

    /// <summary>In which the call's present target is asked.</summary>
    public IUpstreamDialect Of(Call call) => byName[WireOf(call.Context.Request.Dialect, call.Target)];

    private static Dialect WireOf(Dialect asked, RouteTarget target) => (asked, target.Endpoint.Provider.Dialect) switch
    {
        (Dialect.OpenAiEmbeddings, _) => asked,
        (_, Dialect.Simulator) => Dialect.OpenAiChat,
        (Dialect.OpenAiCompletions, Dialect.OpenAiChat) when target.Model.Has(Capabilities.Completions) => asked,
        (_, var own) => own,
    };
}
