using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>
/// Whether the team requires a second factor, and whether and how long responses are stored. Owners change it. Links to what else concerns
/// the whole team.
/// </summary>
public sealed partial class SettingsPanel
{
    private Team? team;

    [Inject]
    private ResponseRetention Retention { get; set; } = default!;

    private protected override bool FollowsUsage => false;

    private protected override bool FollowsSpendControls => false;

    private protected override async Task LoadAsync(Member me) => team = await ReadTeamAsync(me);

    private async Task RequireSecondFactorAsync(bool required)
    {
        if (!required)
        {
            await ChangeAsync(team!, new TeamChange { RequireSecondFactor = false }, "The team no longer requires a second factor.");
            return;
        }

        var changed = await ConfirmAsync(
            "Require a second factor?",
            "Members without one, you included, can use the portal and the control plane again only after they set one up "
            + "on the account page. Keys are not affected.",
            "Require it",
            me => ChangeAsync(me, team!, new TeamChange { RequireSecondFactor = true }));
        await NotifyAndReloadAsync(changed ? "The team requires a second factor." : null);
    }

    private async Task SetStoringAsync(bool store)
    {
        if (store)
        {
            await ChangeAsync(team!, new TeamChange { StoreResponses = true }, "Responses are stored again.");
            return;
        }

        var changed = await ConfirmAsync(
            "Disable storing responses?",
            "The stored responses of all members are deleted, and clients cannot continue them. You cannot undo this.",
            "Disable storing",
            me => ChangeAsync(me, team!, new TeamChange { StoreResponses = false }));
        await NotifyAndReloadAsync(changed ? "Responses are not stored, and the stored ones are deleted." : null);
    }

    private async Task SetRetentionAsync()
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(RetentionDialog.Days)] = team!.Responses.RetentionDays,
            [nameof(RetentionDialog.Version)] = team.Version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<RetentionDialog, string>("Change how long responses are stored", parameters));
    }

    private Task SetSharingAsync(bool share) => ChangeAsync(
        team!,
        new TeamChange { ShareResponses = share },
        share ? "Stored responses are shared with the team." : "Stored responses are not shared.");
}
