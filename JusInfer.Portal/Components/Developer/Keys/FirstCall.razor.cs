using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Waits for the first call of a new key, and shows its model, its tokens and its cost, or its error.</summary>
public sealed partial class FirstCall
{
    private UsageRecord? call;

    /// <summary>The id of the key.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    private protected override bool FollowsUsage => call is null;

    private protected override async Task LoadAsync(Member me)
    {
        if (call is not null || !KeyId.TryParse(Key, out var key)) return;
        var calls = await Usage.ListRequestsAsync(new RequestFilter { Tenant = me.TenantId, Key = key, Limit = 1 }, Disposed);
        call = calls.Records.FirstOrDefault();
    }
}
