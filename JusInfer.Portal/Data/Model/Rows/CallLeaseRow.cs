using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>How many concurrent calls a node may run of those that all nodes share.</summary>
internal sealed class CallLeaseRow
{
    public required TeamId TeamId { get; init; }

    public required AllowanceKind Kind { get; init; }

    /// <summary>The member or the key; empty for the team.</summary>
    public required Guid Subject { get; init; }

    public required Guid Node { get; init; }

    public int Granted { get; set; }

    /// <summary>The number of the node's last request. Older ones are not executed any more.</summary>
    public long Sequence { get; set; }

    /// <summary>From then on, the node counts as dead.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
