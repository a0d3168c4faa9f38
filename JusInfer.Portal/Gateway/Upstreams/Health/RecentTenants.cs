namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// The two tenants that most recently did something, and when. Two are enough to decide whether any other tenant did it within a time, in
/// constant memory. Not thread-safe.
/// </summary>
internal struct RecentTenants
{
    private (TenantId Tenant, TimeSpan At)? last;
    private (TenantId Tenant, TimeSpan At)? lastOther;

    public void Add(TenantId tenant, TimeSpan now)
    {
        if (last is { } previous && previous.Tenant != tenant) lastOther = previous;
        last = (tenant, now);
    }

    /// <summary>Whether another tenant than the last one did it at this time or later.</summary>
    public readonly bool HasTwoSince(TimeSpan start) => lastOther?.At >= start;
}
