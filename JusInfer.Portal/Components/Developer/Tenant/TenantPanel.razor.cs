using System.Collections.Frozen;
using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Members with their caps and keys with their limits, with links to the pages where they are changed.</summary>
public sealed partial class TenantPanel
{
    private const int MaxRows = 20;

    /// <summary>The pages of what bookmarks of version 1.0 name as a section of this page.</summary>
    private static readonly FrozenDictionary<string, string> Moved = new Dictionary<string, string>
    {
        ["#members-title"] = "/developer/members",
        ["#budgets-title"] = "/developer/budgets",
        ["#team-rates-title"] = "/developer/budgets#team-rates-title",
        ["#key-limits-title"] = "/developer/budgets#key-limits-title",
        ["#key-policy-title"] = "/developer/budgets#key-policy-title",
        ["#routing-title"] = "/developer/routing",
        ["#priors-title"] = "/developer/routing#priors-title",
        ["#wallet-title"] = "/developer/wallet",
        ["#second-factor-title"] = "/developer/settings",
        ["#stored-responses-title"] = "/developer/settings#stored-responses-title",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private ImmutableArray<MemberRow> members = [];
    private ImmutableArray<KeyLimitRow> keys = [];

    [Inject]
    private TeamReader Reader { get; set; } = default!;

    protected override void OnInitialized()
    {
        // Only the browser knows the fragment, and tells the circuit.
        if (Moved.TryGetValue(new Uri(Navigation.Uri).Fragment, out var page)) Navigation.NavigateTo(page, replace: true);
    }

    private protected override async Task LoadAsync(Member me) => (members, keys) = await Reader.ReadAsync(me, Disposed);

    private static string LinkOf(string what, int count) => count > MaxRows ? $"All {count} {what}" : $"Change {what}";
}
