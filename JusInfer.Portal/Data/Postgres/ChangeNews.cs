using JusInfer.Portal.Data.Changes;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>A change as it travels between nodes: <c>Access:ten_019f…:node</c>.</summary>
internal readonly record struct ChangeNews(StoreChange Change, Guid Node)
{
    /// <summary>Null for what a node of another version may send and this one does not know.</summary>
    public static ChangeNews? Parse(string payload) =>
        payload.Split(':') is [var topic, var tenant, var node]
        && Enum.TryParse<ChangeTopic>(topic, out var knownTopic)
        && TenantId.TryParse(tenant, out var knownTenant)
        && Guid.TryParse(node, out var knownNode)
            ? new ChangeNews(new StoreChange(knownTopic, knownTenant), knownNode)
            : null;

    public override string ToString() => $"{Change.Topic}:{Change.Tenant}:{Node:N}";
}
