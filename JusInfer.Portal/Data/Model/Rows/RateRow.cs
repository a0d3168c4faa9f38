using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A rate that all nodes share. Concurrent calls have a row only as a lock; what nodes have leased of them is in <see cref="CallLeaseRow"/>.</summary>
internal sealed class RateRow
{
    public required TeamId TeamId { get; init; }

    public required AllowanceKind Kind { get; init; }

    /// <summary>The member or the key; empty for the team.</summary>
    public required Guid Subject { get; init; }

    public required RateUnit Unit { get; init; }

    /// <summary>The theoretical arrival time, in microseconds since 1970-01-01, by the clock of the database.</summary>
    public required long Arrival { get; set; }

    /// <summary>
    /// The clock of the database at the last change, in the same unit; 0 if an earlier release made it. <see cref="Arrival"/> says little by
    /// itself: a clock that was ten minutes ahead leaves one as a limit that was used ten times would.
    /// </summary>
    public required long TakenAt { get; set; }
}
