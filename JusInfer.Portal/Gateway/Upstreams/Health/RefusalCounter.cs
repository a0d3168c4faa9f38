namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// Decides when calls that an endpoint refused with 403 or 404 show that the endpoint is at fault and not one caller, who can provoke such
/// a status, for example with content that the provider's moderation refuses: after three refusals within a minute, without a success in
/// between, that two tenants got. One tenant is enough if no other one has made a call that could use the endpoint within the last hour.
/// Constant memory; not thread-safe.
/// </summary>
internal sealed class RefusalCounter
{
    private const int RefusalsToOpen = 3;

    private static readonly TimeSpan RefusalWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CallWindow = TimeSpan.FromHours(1);

    /// <summary>The times of the last refusals; the oldest one is overwritten.</summary>
    private readonly TimeSpan?[] refusedAt = new TimeSpan?[RefusalsToOpen];
    private RecentTenants callers;
    private RecentTenants refused;
    private int next;

    /// <summary>Records a call that could use the endpoint.</summary>
    public void RecordCall(TenantId tenant, TimeSpan now) => callers.Add(tenant, now);

    /// <summary>Records a refusal.</summary>
    /// <returns>Whether the endpoint is at fault.</returns>
    public bool RecordRefusal(TenantId tenant, TimeSpan now)
    {
        refused.Add(tenant, now);
        refusedAt[next] = now;
        next = (next + 1) % RefusalsToOpen;
        return refusedAt[next] >= now - RefusalWindow
            && (refused.HasTwoSince(now - RefusalWindow) || !callers.HasTwoSince(now - CallWindow));
    }

    public void Clear()
    {
        Array.Clear(refusedAt);
        refused = default;
    }
}
