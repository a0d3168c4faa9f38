using JusInfer.Portal.Cluster.Takeover;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>The processes that share the database. Empty on SQLite.</summary>
public sealed partial class NodesSection
{
    private static readonly TimeSpan StoreInterval = TimeSpan.FromSeconds(10);

    private NodeList? list;
    private DateTimeOffset readAt;

    [Inject]
    private INodeStore Nodes { get; set; } = default!;

    [Inject]
    private ChangePolling Polling { get; set; } = default!;

    [Inject]
    private NodeWriteOff WriteOffs { get; set; } = default!;

    private protected override void Read()
    {
        if (Time.GetUtcNow() - readAt >= StoreInterval) RequestRefresh();
    }

    private protected override async Task ReadStoreAsync()
    {
        readAt = Time.GetUtcNow();
        list = await Nodes.ListAsync(Disposed);
    }

    /// <summary>A node whose calls another one cannot take over, and that has not been back for so long that the operator decides.</summary>
    private static bool IsLost(NodeState node, DateTimeOffset now) =>
        node.IsDead(now) && (now - node.SeenAt).Duration() >= NodeWriteOff.AskAfter;

    /// <summary>The version without the hash of the commit, which is too long for a table.</summary>
    private static string ReleaseOf(NodeState node) => node.Description.Release.Split('+')[0];

    private async Task WriteOffAsync(NodeState node)
    {
        var consequence = $"{node.Leased.Usd:0.00} USD can be used again. Calls that are only in its journal are not charged.";
        await ConfirmAsync(
            $"Write off {node.Description.Host}?",
            consequence,
            "Write off",
            me => WriteOffs.WriteOffAsync(me, node.Id, CancellationToken.None));
        await ReloadAsync();
    }
}
