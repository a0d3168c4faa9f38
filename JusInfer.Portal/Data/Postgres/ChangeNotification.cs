using JusInfer.Portal.Data.Changes;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>The payload of a notification between nodes: <c>Access:ten_019f…:node</c>.</summary>
internal readonly record struct ChangeNotification(StoreChange Change, Guid Node)
{
    /// <summary>Parses a payload; null if a node of another version sent one that this version does not know.</summary>
    public static ChangeNotification? Parse(string payload) =>
        payload.Split(':') is [var topic, var team, var node]
        && Enum.TryParse<ChangeTopic>(topic, out var knownTopic)
        && TeamId.TryParse(team, out var knownTeam)
        && Guid.TryParse(node, out var knownNode)
            ? new ChangeNotification(new StoreChange(knownTopic, knownTeam), knownNode)
            : null;

    public override string ToString() => $"{Change.Topic}:{Change.Team}:{Node:N}";
}
