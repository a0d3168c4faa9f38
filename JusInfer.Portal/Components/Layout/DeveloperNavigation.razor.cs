using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;

namespace JusInfer.Portal.Components.Layout;

/// <summary>The pages of a signed-in member.</summary>
public sealed partial class DeveloperNavigation
{
    private static readonly NavigationPage[] Pages =
    [
        new("Overview", "/developer", Icons.Material.Outlined.Dashboard, NavLinkMatch.All),
        new("Keys", "/developer/keys", Icons.Material.Outlined.VpnKey),
        new("Usage", "/developer/usage", Icons.Material.Outlined.BarChart),
        new("Requests", "/developer/requests", Icons.Material.Outlined.ListAlt),
        new("Runs", "/developer/runs", Icons.Material.Outlined.AccountTree),
        new("Alerts", "/developer/alerts", Icons.Material.Outlined.Notifications),
        new("Playground", "/developer/playground", Icons.Material.Outlined.Terminal),
        new("Models", "/catalog", Icons.Material.Outlined.Hub),
    ];

    private static readonly NavigationPage[] TenantPages =
    [
        new("Members", "/developer/members", Icons.Material.Outlined.Group),
        new("Budgets & limits", "/developer/budgets", Icons.Material.Outlined.Speed),
        new("Wallet", "/developer/wallet", Icons.Material.Outlined.AccountBalanceWallet),
        new("Routing", "/developer/routing", Icons.Material.Outlined.AltRoute),
        new("Settings", "/developer/settings", Icons.Material.Outlined.Settings),
    ];

    private static readonly NavigationPage[] OperatorPages =
    [
        new("Health", "/operator", Icons.Material.Outlined.MonitorHeart, NavLinkMatch.All),
        new("Providers", "/operator/providers", Icons.Material.Outlined.Dns),
        new("Models", "/operator/models", Icons.Material.Outlined.PriceChange),
        new("Teams & accounts", "/operator/accounts", Icons.Material.Outlined.ManageAccounts),
    ];

    [Parameter]
    public bool IsOperator { get; set; }

    private sealed record NavigationPage(string Name, string Address, string Icon, NavLinkMatch Match = NavLinkMatch.Prefix);
}
