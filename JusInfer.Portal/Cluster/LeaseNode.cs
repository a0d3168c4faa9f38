namespace JusInfer.Portal.Cluster;

/// <summary>A process that takes leases. Each start of a process is another node: what an earlier one had leased ends when its journal is settled.</summary>
internal sealed record LeaseNode(Guid Id)
{
    public static LeaseNode New() => new(Guid.NewGuid());
}
