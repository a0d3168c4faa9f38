namespace JusInfer.Portal.Leases;

/// <summary>What this process knows of an allowance. <see cref="TenantAllowances"/> guards it.</summary>
internal sealed class Allowance
{
    private readonly MemberId member;
    private readonly KeyId key;

    public Allowance(AllowanceId id)
    {
        Id = id;
        if (id.Kind == AllowanceKind.Member) member = MemberId.Parse(id.Subject, null);
        if (id.Kind == AllowanceKind.Key) key = KeyId.Parse(id.Subject, null);
    }

    public AllowanceId Id { get; }

    /// <summary>The cost of the calls that have ended.</summary>
    public NanoUsd Spent { get; set; }

    /// <summary>What running calls hold.</summary>
    public NanoUsd Held { get; set; }

    /// <summary>Whether a call counts against this allowance.</summary>
    public bool Covers(in CallSpend call)
    {
        if (call.At < Id.Start || call.At >= Id.End || (Id.Model.Length > 0 && Id.Model != call.Model)) return false;
        return Id.Kind switch
        {
            AllowanceKind.Wallet => !call.IsSimulated,
            AllowanceKind.Tenant => true,
            AllowanceKind.Member => call.Member == member,
            AllowanceKind.Key => call.Key == key,
            AllowanceKind.User => call.User == Id.Subject,
            AllowanceKind.Run => call.Run == Id.Subject,
            _ => false,
        };
    }
}
