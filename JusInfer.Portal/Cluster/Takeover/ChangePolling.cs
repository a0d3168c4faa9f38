namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>Whether this node polls the store for changes of other nodes, because their notifications do not arrive.</summary>
internal sealed class ChangePolling
{
    public bool IsOn { get; set; }
}
