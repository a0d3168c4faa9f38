namespace JusInfer.Portal.Admission.Leases;

/// <summary>What this process knows of an allowance. <see cref="TeamAllowances"/> guards it.</summary>
internal sealed class Allowance(AllowanceId id)
{
    public AllowanceId Id => id;

    public AllowanceSubject Subject { get; } = AllowanceSubject.From(id);

    /// <summary>The cost of the calls that have ended.</summary>
    public NanoUsd Spent { get; set; }

    /// <summary>What running calls hold.</summary>
    public NanoUsd Held { get; set; }

    /// <summary>What running calls can cost beyond what they hold: only their providers know how many tokens their prompts have.</summary>
    public NanoUsd Open { get; set; }

    /// <summary>A running call, which can cost more than is left, has all of it to itself.</summary>
    public bool IsTaken { get; set; }

    /// <summary>What is not for other calls or nodes.</summary>
    public NanoUsd Reserved =>
        IsTaken && Lease is { } lease && lease.Granted - lease.Ended > Held ? lease.Granted - lease.Ended : Held + Open;

    /// <summary>When a call last looked for the allowance, on the clock of <see cref="TeamAllowances.Find"/>.</summary>
    public TimeSpan UsedAt { get; set; }

    /// <summary>No call has used the allowance for a long time. The next one opens another in its place.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>What this node has leased of the allowance; null if it has no lease, or needs none.</summary>
    public AllowanceLease? Lease { get; set; }

    /// <summary>
    /// What is spent, and leased by all nodes, at most: what other nodes have spent of their leases since this one's last request counts twice. Others may
    /// have spent more than they had leased then, by a limit that was lowered since.
    /// </summary>
    public NanoUsd Taken => Lease is { } lease ? Spent + lease.Others + lease.Granted - lease.Ended : Spent;

    /// <summary>Whether a call counts against this allowance.</summary>
    public bool Covers(in CallSpend call)
    {
        if (call.At < id.Start || call.At >= id.End || (id.Model.Length > 0 && id.Model != call.Model)) return false;
        return id.Kind switch
        {
            AllowanceKind.Wallet => !call.IsSimulated,
            AllowanceKind.Team => true,
            AllowanceKind.Member => call.Member.Value == Subject.Id,
            AllowanceKind.Key => call.Key.Value == Subject.Id,
            AllowanceKind.User => call.User == id.Subject,
            AllowanceKind.Run => call.Run == id.Subject,
            _ => false,
        };
    }
}
