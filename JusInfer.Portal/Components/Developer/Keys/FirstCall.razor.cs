using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Waits for the first successful call of a new key, and shows its model, its tokens and its cost. Until then it shows the last call that failed or was rejected.</summary>
public sealed partial class FirstCall
{
    /// <summary>No change is announced when rejected calls are stored.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(3);

    private UsageRecord? call;

    /// <summary>The last rejected call, if no failed one is newer.</summary>
    private Rejection? rejected;

    private ITimer? timer;

    /// <summary>The id of the key.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private IRejectionStore Rejections { get; set; } = default!;

    private protected override bool IsShownWhileLoading => true;

    private protected override bool FollowsUsage => !HasSucceeded;

    private bool HasSucceeded => call is { IsError: false };

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) timer = Time.CreateTimer(_ => RequestRefresh(), state: null, RefreshInterval, RefreshInterval);
        if (HasSucceeded) timer?.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) timer?.Dispose();
        base.Dispose(disposing);
    }

    private protected override async Task LoadAsync(Member me)
    {
        if (HasSucceeded || !KeyId.TryParse(Key, out var key)) return;
        var filter = new RequestFilter { Team = me.TeamId, Key = key, Limit = 1 };
        var succeeded = (await Usage.ListRequestsAsync(filter with { Errors = false }, Disposed)).Records.FirstOrDefault();
        var last = succeeded ?? (await Usage.ListRequestsAsync(filter, Disposed)).Records.FirstOrDefault();
        var rejection = succeeded is null ? (await Rejections.ListAsync(new RejectionFilter { Team = me.TeamId, Key = key, Limit = 1 }, Disposed)).Rejections.FirstOrDefault() : null;
        (call, rejected) = (last, rejection is not null && (last is null || rejection.At > last.At) ? rejection : null);
    }
}
