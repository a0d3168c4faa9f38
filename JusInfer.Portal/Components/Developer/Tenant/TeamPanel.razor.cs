using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Account;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>
/// Members with their caps and rate limits, open invitations, keys with their limits, and whether responses are stored. Owners and admins can change them,
/// other members only read.
/// </summary>
public sealed partial class TeamPanel
{
    /// <summary>The id and the text of each section's heading, in the order of the page.</summary>
    private static readonly ImmutableArray<(string Id, string Name)> Sections =
    [
        ("members-title", "Members"), ("budgets-title", "Budgets"), ("team-rates-title", "Rate limits"), ("key-limits-title", "Key limits"),
        ("key-policy-title", "Policy for keys"), ("routing-title", "Routing"), ("wallet-title", "Wallet"), ("second-factor-title", "Second factor"),
        ("stored-responses-title", "Stored responses"),
    ];

    private TeamViewModel? view;
    private ElementReference memberTable;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private TeamService Teams { get; set; } = default!;

    [Inject]
    private ResponseRetention Retention { get; set; } = default!;

    [Inject]
    private Invitations Invitations { get; set; } = default!;

    [Inject]
    private MemberRemoval Removal { get; set; } = default!;

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private IStepUpAuthentication StepUp { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private CatalogSnapshot Catalog => Source.Current;

    /// <summary>What the calls of this month cost compared with the team's baseline; null if none could be compared.</summary>
    private string? Savings => view is { Month.BaselineCost.Value: > 0 } ? SavingsDescriptions.Of(view.Month, view.Team.Routing.Baseline ?? Catalog.Auto.Baseline.Id) : null;

    private protected override async Task LoadAsync(Member me)
    {
        var now = Time.GetUtcNow();
        var members = await Tenancy.ListMembersAsync(me.TeamId, Disposed);
        var team = await Tenancy.FindTeamAsync(me.TeamId, Disposed);
        var month = await Usage.BreakDownAsync(UsageWindow.MonthOf(me.TeamId, now), [UsageGroup.Member], Disposed);
        var keys = await KeyService.ListAsync(me, Disposed);
        var open = await Invitations.ListAsync(me, Disposed);

        var spent = month.ToDictionary(row => row.Group[0], row => row.Sums.Cost);
        var emails = members.ToDictionary(member => member.Id, member => member.Email);
        view = new TeamViewModel(
            [.. members.OrderByDescending(member => member.Role).ThenBy(member => member.JoinedAt)
                .Select(member => new MemberTableRow(member, spent.GetValueOrDefault(member.Id.ToString())))],
            [.. open.Select(InvitationTableRow.From)],
            [.. keys.Where(key => key.IsLive(now))
                .Select(key => new KeyLimitRow(key, KeyDescriptions.HolderOf(key, emails)))],
            team!,
            month.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums));
    }

    private bool CanChangeRole(Member member) => Me!.Role is Role.Owner || (Me.Role.Manages() && !member.Role.Manages());

    /// <summary>Nobody limits the keys of an owner but an owner.</summary>
    private bool CanLimit(ApiKey key) =>
        view!.Members.FirstOrDefault(row => row.Member.Id == key.HolderId) is not { } holder || Me!.Role.Outranks(holder.Member.Role);

    private bool CanRemove(Member member) => (Me?.Role.Manages() is true && member.Role is not Role.Owner)
        || (Me?.Role is Role.Owner && view!.Members.Count(row => row.Member.Role is Role.Owner) > 1);

    private bool CanReset(Member member) => Me?.Role is Role.Owner && member.Id != Me.Id;

    private async Task ResetPasswordAsync(Member member) => await Dialogs.OpenAsync<ResetLinkDialog, bool>(
        "Reset a password", new() { [nameof(ResetLinkDialog.Member)] = member.Id.ToString(), [nameof(ResetLinkDialog.Email)] = member.Email });

    private async Task InviteAsync()
    {
        if (await Dialogs.OpenAsync<InviteDialog, bool>("Invite someone")) await ReloadAsync();
    }

    private async Task RevokeAsync(InvitationTableRow row)
    {
        var confirmed = await Dialogs.ConfirmAsync(
            $"Revoke the invitation for {row.Email}?", "Its link stops working immediately.", "Revoke invitation");
        if (!confirmed || await ReadMemberAsync() is not { } me || !InvitationId.TryParse(row.Id, out var id)) return;

        if ((await Invitations.RevokeAsync(me, id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess($"The invitation of {row.Email} was revoked.");

        await ReloadAsync();
        await memberTable.TryFocusAsync(); // The focused button was removed from the page.
    }

    private async Task RemoveAsync(Member member)
    {
        var confirmed = await Dialogs.ConfirmAsync(
            $"Remove {member.Email}?",
            "Their keys are rejected with 401 within one second. Their usage stays in the team's totals. You cannot undo this.",
            "Remove member");
        if (!confirmed || await ReadMemberAsync() is not { } me) return;

        if ((await Removal.RemoveAsync(me, member.Id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess($"{member.Email} was removed from the team.");

        await ReloadAsync();
        await memberTable.TryFocusAsync(); // The focused button was removed from the page.
    }

    private async Task ChangeRoleAsync(Member member)
    {
        if (await ConfirmsFirstAsync()) return;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(RoleDialog.Member)] = member.Id.ToString(),
            [nameof(RoleDialog.Email)] = member.Email,
            [nameof(RoleDialog.Current)] = member.Role.ToString(),
            [nameof(RoleDialog.Version)] = member.Version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<RoleDialog, string>("Change a role", parameters));
    }

    private async Task SetCapAsync(Member member)
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(CapDialog.Member)] = member.Id.ToString(),
            [nameof(CapDialog.Email)] = member.Email,
            [nameof(CapDialog.MonthlyUsd)] = member.Cap?.Monthly.Usd,
            [nameof(CapDialog.Economy)] = member.Cap?.OnReach is CapAction.Economy,
            [nameof(CapDialog.Version)] = member.Version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<CapDialog, string>("Set a monthly cap", parameters));
    }

    /// <param name="subject">The member's address, or "the team".</param>
    /// <param name="rates">The current limits.</param>
    /// <param name="version">The version of the member or team.</param>
    /// <param name="member">The member; null for the team.</param>
    private async Task SetRatesAsync(string subject, RateLimits rates, long version, MemberId? member = null)
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(RatesDialog.Member)] = member?.ToString(),
            [nameof(RatesDialog.Subject)] = subject,
            [nameof(RatesDialog.RequestsPerMinute)] = rates.RequestsPerMinute,
            [nameof(RatesDialog.TokensPerMinute)] = rates.TokensPerMinute,
            [nameof(RatesDialog.Concurrency)] = rates.Concurrency,
            [nameof(RatesDialog.Version)] = version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<RatesDialog, string>("Set rate limits", parameters));
    }

    private async Task SetLimitsAsync(ApiKey key)
    {
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<LimitDialog, string>("Set a key's limits", LimitDialog.ParametersOf(key, canLimit: true)));
    }

    private async Task SetPolicyAsync()
    {
        if (await ConfirmsFirstAsync()) return;
        var policy = view!.Team.KeyPolicy;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(KeyPolicyDialog.Models)] = ListParser.Format(policy.Models),
            [nameof(KeyPolicyDialog.Addresses)] = ListParser.Format(policy.AllowedAddresses),
            [nameof(KeyPolicyDialog.RequestsPerMinute)] = policy.MaxRequestsPerMinute,
            [nameof(KeyPolicyDialog.TokensPerMinute)] = policy.MaxTokensPerMinute,
            [nameof(KeyPolicyDialog.Concurrency)] = policy.MaxConcurrency,
            [nameof(KeyPolicyDialog.MonthlyUsd)] = policy.MaxMonthlyCap?.Usd,
            [nameof(KeyPolicyDialog.Days)] = policy.MaxDays,
            [nameof(KeyPolicyDialog.Version)] = view.Team.Version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<KeyPolicyDialog, string>("Change the policy for keys", parameters));
    }

    private async Task SetRoutingAsync() => await NotifyAndReloadAsync(await Dialogs.OpenAsync<RoutingDialog, string>(
        "Change automatic routing", new() { [nameof(RoutingDialog.Version)] = view!.Team.Version }));

    private async Task RequireSecondFactorAsync(bool required)
    {
        var confirmed = !required || await Dialogs.ConfirmAsync(
            "Require a second factor?",
            "Members without one, you included, can use the portal and the control plane again only after they set one up on the account page. Keys are not affected.",
            "Require it");
        if (!confirmed) return;
        await ChangeAsync(
            new TeamChange { RequireSecondFactor = required },
            required ? "The team requires a second factor." : "The team no longer requires a second factor.");
    }

    private async Task SetStoringAsync(bool store)
    {
        var confirmed = store || await Dialogs.ConfirmAsync(
            "Disable storing responses?",
            "The stored responses of all members are deleted, and clients cannot continue them. You cannot undo this.",
            "Disable storing");
        if (!confirmed) return;
        await ChangeAsync(
            new TeamChange { StoreResponses = store },
            store ? "Responses are stored again." : "Responses are not stored, and the stored ones are deleted.");
    }

    private async Task SetRetentionAsync()
    {
        var parameters = new Dictionary<string, object?> { [nameof(RetentionDialog.Days)] = view!.Team.Responses.RetentionDays, [nameof(RetentionDialog.Version)] = view.Team.Version };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<RetentionDialog, string>("Change how long responses are stored", parameters));
    }

    private Task SetSharingAsync(bool share) => ChangeAsync(
        new TeamChange { ShareResponses = share },
        share ? "Stored responses are shared with the team." : "Stored responses are not shared.");

    private async Task ChangeAsync(TeamChange change, string done)
    {
        if (await ReadMemberAsync() is not { } me) return;
        var input = new Input<TeamChange>(change, new ValidationErrors());
        var error = (await Teams.ChangeAsync(me, view!.Team.Version, input, Disposed)).Error;
        if (error is RequestError.SecondFactorRequired) Navigation.NavigateTo(ConfirmPage.AddressFor(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true);
        else if (error is not null) Dialogs.NotifyError(error.Reason);
        await NotifyAndReloadAsync(error is null ? done : null);
    }

    /// <summary>
    /// Leads to the confirmation with the second factor before the dialog of a protected change opens, if it is due: what is typed would be lost on the way. The service asks again.
    /// </summary>
    private async Task<bool> ConfirmsFirstAsync()
    {
        if (await ReadMemberAsync() is not { } me || await StepUp.CheckAsync(me.UserId, Disposed) is null) return false;
        Navigation.NavigateTo(ConfirmPage.AddressFor(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true);
        return true;
    }

    /// <summary>Reloads even without a message, because a dialog also ends without a change after it has shown that someone else made one.</summary>
    private async Task NotifyAndReloadAsync(string? message)
    {
        if (message is not null) Dialogs.NotifySuccess(message);
        await ReloadAsync();
    }
}
