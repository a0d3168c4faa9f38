using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>The payload of a hint between nodes: <c>breaker:open:node:provider:model</c>. A provider's id has no colon; the model's name may have.</summary>
internal readonly record struct BreakerNotification(BreakerChanged Change, Guid Node)
{
    private const string Topic = "breaker", Open = "open", Closed = "closed";

    /// <summary>Parses a payload; null if it is something else.</summary>
    public static BreakerNotification? Parse(string payload) =>
        payload.Split(':', 5) is [Topic, Open or Closed, var node, var provider, var model] parts && Guid.TryParse(node, out var knownNode)
            ? new BreakerNotification(new BreakerChanged(provider, model, parts[1] == Open, IsForeign: true), knownNode)
            : null;

    public override string ToString() => $"{Topic}:{(Change.IsOpen ? Open : Closed)}:{Node:N}:{Change.Provider}:{Change.Model}";
}
